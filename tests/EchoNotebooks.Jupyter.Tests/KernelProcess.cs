using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>A kernel as a process of its own, its connection file, and a client to talk with it.</summary>
internal sealed class KernelProcess : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly HashSet<int> Given = [];
    private readonly StringBuilder log = new();
    private readonly string connectionFile;

    private KernelProcess(Process process, string connectionFile, JsonObject connection)
    {
        Process = process;
        Connection = connection;
        this.connectionFile = connectionFile;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        Client = new JupyterClient(connection);
    }

    public Process Process { get; }

    public JsonObject Connection { get; }

    public JupyterClient Client { get; }

    /// <summary>What the kernel has written to its log.</summary>
    public string Log
    {
        get
        {
            lock (log) return log.ToString();
        }
    }

    /// <summary>The program, as the build leaves it beside the tests.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "echonb");

    /// <summary>Starts a kernel and waits until it answers.</summary>
    public static async Task<KernelProcess> StartAsync(string? folder = null, Action<ProcessStartInfo>? change = null)
    {
        var connection = NewConnection();
        var file = Path.Combine(Path.GetTempPath(), $"connection-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, connection.ToJsonString());
        var kernel = Start(file, connection, folder, change);
        await kernel.Client.ReadyAsync(() => kernel.Process.HasExited ? $"the kernel ended:\n{kernel.Log}" : null);
        return kernel;
    }

    public static KernelProcess Start(string file, JsonObject connection, string? folder = null, Action<ProcessStartInfo>? change = null)
    {
        var start = new ProcessStartInfo(Program, ["jupyter", "kernel", file])
        {
            WorkingDirectory = folder ?? Path.GetTempPath(),
            RedirectStandardError = true,
        };
        // A runtime that is killed leaves its debugger's sockets behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // Should the tests be killed, their kernels end.
        start.Environment["JPY_PARENT_PID"] = $"{Environment.ProcessId}";
        change?.Invoke(start);
        return new KernelProcess(Process.Start(start)!, file, connection);
    }

    public static JsonObject NewConnection()
    {
        var ports = FreePorts(5);
        return new JsonObject
        {
            ["transport"] = "tcp",
            ["ip"] = "127.0.0.1",
            ["shell_port"] = ports[0],
            ["iopub_port"] = ports[1],
            ["stdin_port"] = ports[2],
            ["control_port"] = ports[3],
            ["hb_port"] = ports[4],
            ["key"] = Guid.NewGuid().ToString(),
            ["signature_scheme"] = "hmac-sha256",
        };
    }

    public async Task<int> ExitAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Timeout);
        await Process.WaitForExitAsync(timeout.Token);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Client.Send("control", "shutdown_request", new JsonObject { ["restart"] = false });
            using var timeout = new CancellationTokenSource(Timeout);
            try
            {
                await Process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                Process.Kill(entireProcessTree: true);
            }
        }
        var unsigned = Client.WrongSignatures;
        Client.Dispose();
        Process.Dispose();
        File.Delete(connectionFile);
        Assert.Equal(0, unsigned);
        if (TestContext.Current.TestState is { Result: TestResult.Failed }) TestContext.Current.TestOutputHelper?.WriteLine(Log);
    }

    // Below the range from which the kernel gives ports to others (ip(7), ip_local_port_range), and none twice.
    private static int[] FreePorts(int count)
    {
        var ports = new List<int>();
        lock (Given)
        {
            while (ports.Count < count)
            {
                var port = Random.Shared.Next(10_000, 32_000);
                if (!Given.Add(port)) continue;
                try
                {
                    using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
                    listener.Start();
                    ports.Add(port);
                }
                catch (SocketException)
                {
                    // Taken.
                }
            }
        }
        return [.. ports];
    }
}
