using System.Globalization;

namespace EchoNotebooks;

/// <summary>The live windows of one server: programs of their own that look at it, and end with it.</summary>
internal sealed class LiveWindows
{
    private readonly List<LiveWindow> windows = [];

    /// <summary>Opens another.</summary>
    /// <param name="pid">The server's parent process.</param>
    /// <param name="port">The page's port; 0 takes any free one.</param>
    /// <param name="caller">The file that calls.</param>
    /// <exception cref="EchoServerException">The port is in use, or the server has ended.</exception>
    public LiveWindow Open(int pid, int port, string caller)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        var cell = CellRegistry.Current(caller);
        string[] arguments = ["--port", port.ToString(CultureInfo.InvariantCulture), pid.ToString(CultureInfo.InvariantCulture)];
        return Task.Run(() => CellRegistry.StartAsync(cell, async () =>
        {
            var window = new LiveWindow(await LiveProcess.StartAsync(arguments, default).ConfigureAwait(false), pid);
            lock (windows)
            {
                windows.RemoveAll(one => ((ICellOwned)one).IsOver);
                windows.Add(window);
            }
            return window;
        })).GetAwaiter().GetResult();
    }

    public async Task CloseAsync()
    {
        LiveWindow[] open;
        lock (windows) open = [.. windows];
        await Task.WhenAll(open.Select(window => window.DisposeAsync().AsTask())).ConfigureAwait(false);
    }
}
