using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>A running echo-tracer: its lines as they come, and the commands that it is given.</summary>
internal sealed class TracerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Lock gate = new();
    private Line[] lines = new Line[256];
    private int count;
    private readonly Task reading;
    private readonly Task<string> errors;

    private TracerProcess(Process process)
    {
        this.process = process;
        reading = Task.Run(ReadAsync);
        errors = process.StandardError.ReadToEndAsync();
    }

    internal static string Program => Path.Combine(AppContext.BaseDirectory, "echo-tracer");

    internal int Pid => process.Id;

    internal int ExitCode => process.ExitCode;

    internal bool HasEnded => process.HasExited;

    /// <summary>The lines up to now; what comes later is not among them.</summary>
    internal IReadOnlyList<Line> Lines
    {
        get
        {
            // Lines are only added at the end, so a view is enough. Tests ask too often for copies.
            lock (gate) return new ArraySegment<Line>(lines, 0, count);
        }
    }

    internal IEnumerable<Line> Steps => Lines.Where(line => line.IsStep);

    internal string Output => string.Concat(Lines.Where(l => l.Event == "output").Select(l => l.Text("text")));

    /// <summary>Traces a command.</summary>
    /// <param name="options">Options of the tracer.</param>
    /// <param name="command">The program and its arguments.</param>
    internal static TracerProcess Start(string options, params string[] command) =>
        Launch([Program, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", .. command]);

    /// <summary>Starts any command that ends up as a tracer.</summary>
    internal static TracerProcess Launch(params string[] command) => new(Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        // A runtime that is killed, or executes something else, leaves its socket for debuggers in the temporary folder.
        Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
    })!);

    internal void Send(string json)
    {
        process.StandardInput.Write(json + "\n");
        process.StandardInput.Flush();
    }

    /// <summary>Waits for a line, from the n-th on.</summary>
    internal async Task<Line> WaitForAsync(Func<Line, bool> condition, string what, int from = 0)
    {
        Line? found = null;
        await Wait.UntilAsync(
            () => (found = Lines.Skip(from).FirstOrDefault(condition)) is not null,
            () => $"{what}; the last lines are\n{string.Join('\n', Lines.TakeLast(8))}\n{(errors.IsCompleted ? errors.Result : "")}",
            () => reading.IsCompleted);
        return found!;
    }

    /// <summary>Sends a command that ends with a pause, and waits for it.</summary>
    /// <returns>The "paused" line and the step that it stopped at.</returns>
    internal async Task<(Line Paused, Line Step)> GoAsync(string json)
    {
        var from = Lines.Count;
        Send(json);
        var paused = await WaitForAsync(l => l.Event is "paused" or "ended", $"the pause after {json}", from);
        Assert.True(paused.Event == "paused", $"the program ended before the pause after {json}");
        return (paused, Steps.Last());
    }

    internal Task<(Line Paused, Line Step)> UntilAsync(string call, string phase, string? role = null, string? descriptor = null,
        string? more = null, string? only = null)
    {
        var json = $$"""{"command":"until","call":"{{call}}","phase":"{{phase}}","timeoutMs":60000""";
        if (role is not null) json += $""","role":"{role}" """;
        if (descriptor is not null) json += $""","descriptor":"{descriptor}" """;
        if (more is not null) json += "," + more;
        if (only is not null) json += $""","only":["{only}"]""";
        return GoAsync(json + "}");
    }

    /// <summary>Waits until the server listens; its port, as the kernel tells it.</summary>
    internal async Task<int> PortAsync()
    {
        var line = await WaitForAsync(
            l => l.Call == "listen" && l.IsAfter && l.Sockets().Any(IsListening), "the server to listen");
        return IPEndPoint.Parse(line.Sockets().First(IsListening).GetProperty("local").GetString()!).Port;

        static bool IsListening(System.Text.Json.JsonElement socket) =>
            socket.GetProperty("state").GetString() == "LISTEN" && socket.GetProperty("protocol").GetString() == "tcp";
    }

    /// <summary>Ends the tracer and waits until all of it is read.</summary>
    internal async Task EndAsync()
    {
        process.StandardInput.Close();
        await WaitForEndAsync();
    }

    internal async Task WaitForEndAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(timeout.Token);
        await reading;
    }

    internal void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } text)
        {
            lock (gate)
            {
                if (count == lines.Length) Array.Resize(ref lines, count * 2);
                lines[count++] = new(text);
            }
        }
    }
}

/// <summary>A client of an echo server.</summary>
internal static class Clients
{
    internal static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient(AddressFamily.InterNetwork) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    internal static async Task EchoAsync(TcpClient client, string text)
    {
        var sent = System.Text.Encoding.UTF8.GetBytes(text);
        await client.GetStream().WriteAsync(sent);
        var received = new byte[sent.Length];
        await client.GetStream().ReadExactlyAsync(received);
        Assert.Equal(sent, received);
    }

    internal static async Task SendAsync(TcpClient client, string text) =>
        await client.GetStream().WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>How many bytes came; 0 at the end of file.</summary>
    internal static async Task<int> ReadAsync(TcpClient client) => await client.Client.ReceiveAsync(new byte[64], SocketFlags.None);

    internal static async Task WholeVisitAsync(int port, string text = "안녕하세요")
    {
        using var client = await ConnectAsync(port);
        await EchoAsync(client, text);
    }

    /// <summary>Ends a connection with a RST.</summary>
    internal static void Reset(TcpClient client)
    {
        // The client itself would shut the connection down in order first.
        client.Client.LingerState = new(true, 0);
        client.Client.Dispose();
    }
}
