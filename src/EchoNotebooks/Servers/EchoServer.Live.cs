using System.Globalization;
using System.Runtime.CompilerServices;

namespace EchoNotebooks;

public sealed partial class EchoServer
{
    private readonly List<LiveWindow> windows = [];

    /// <summary>
    /// Opens a page that shows this server as it runs, for a browser beside the notebook: who owns what, its clients and what
    /// they say. It only looks, and ends with the server.
    /// </summary>
    /// <param name="port">The page's port; 0 takes any free one.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <returns>The window; shown in a cell it is a link.</returns>
    /// <exception cref="EchoServerException">The port is in use, or the server has ended.</exception>
    public LiveWindow OpenLive(int port = 0, [CallerFilePath] string caller = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        var cell = CellRegistry.Current(caller);
        string[] arguments = ["--port", port.ToString(CultureInfo.InvariantCulture), Pid.ToString(CultureInfo.InvariantCulture)];
        return Task.Run(() => CellRegistry.StartAsync(cell, async () =>
        {
            var window = new LiveWindow(await LiveProcess.StartAsync(arguments, default).ConfigureAwait(false), Pid);
            lock (windows) windows.Add(window);
            return window;
        })).GetAwaiter().GetResult();
    }

    private async Task CloseWindowsAsync()
    {
        LiveWindow[] open;
        lock (windows) open = [.. windows];
        foreach (var window in open) await window.DisposeAsync().ConfigureAwait(false);
    }
}
