using System.Collections.Immutable;
using System.Diagnostics;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>One server process and what it says; ended, with its children, when the test ends.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly List<string> errors = [];

    private RunningServer(string[] command, IDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Add(output, e.Data);
        process.ErrorDataReceived += (_, e) => Add(errors, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Pid => process.Id;

    public int Port { get; private set; }

    /// <summary>The lines of stdout so far.</summary>
    public IReadOnlyList<string> Output => Copy(output);

    /// <summary>The lines of stderr so far.</summary>
    public IReadOnlyList<string> Errors => Copy(errors);

    /// <summary>The pids of its children, ended ones that are not reaped included.</summary>
    public IReadOnlyList<int> Children => [.. Family().Where(p => p.Pid != Pid).Select(p => p.Pid)];

    public IReadOnlyList<int> Zombies => [.. Family().Where(p => p.State == 'Z').Select(p => p.Pid)];

    /// <summary>
    /// How long the parent has run, and how long it ran or waited for a CPU (/proc/PID/schedstat, in ns). A process
    /// that spins wants one all the time, however few of them a busy machine can give it; one that sleeps may wait
    /// long at each waking on such a machine, but hardly runs.
    /// </summary>
    public (TimeSpan Run, TimeSpan Wanted) Cpu
    {
        get
        {
            var nanoseconds = File.ReadAllText($"/proc/{Pid}/schedstat").Split(' ');
            var run = TimeSpan.FromMicroseconds(long.Parse(nanoseconds[0]) / 1000.0);
            return (run, run + TimeSpan.FromMicroseconds(long.Parse(nanoseconds[1]) / 1000.0));
        }
    }

    public IReadOnlyList<int> Descriptors =>
        [.. Directory.EnumerateFileSystemEntries($"/proc/{Pid}/fd").Select(path => int.Parse(Path.GetFileName(path))).Order()];

    /// <summary>Starts a command and waits until the kernel shows its socket in LISTEN.</summary>
    public static async Task<RunningServer> StartAsync(string[] command, IDictionary<string, string>? environment = null)
    {
        var server = new RunningServer(command, environment);
        try
        {
            await Wait.UntilAsync(
                server.Listens, () => $"{string.Join(' ', command)} listens; it says: {server.Everything()}", server.HasExited);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a command that need not be a server.</summary>
    public static RunningServer Start(string[] command) => new(command, environment: null);

    /// <summary>Runs a command that must end by itself.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string[] command, IDictionary<string, string>? environment = null)
    {
        await using var server = new RunningServer(command, environment);
        return (await server.WaitForExitAsync(), string.Join('\n', server.Output), string.Join('\n', server.Errors));
    }

    public ProcStat Stat() => ProcStat.Parse(File.ReadAllBytes($"/proc/{Pid}/stat"));

    public DescriptorSnapshot Snapshot() => DescriptorSnapshot.Take([Pid], children: true);

    public Task WaitForOutputAsync(string line, int times = 1) =>
        Wait.UntilAsync(() => Output.Count(l => l == line) >= times, () => $"{times} × '{line}'; it says: {Everything()}");

    public Task WaitForOutputStartingAsync(string start, int times = 1) =>
        Wait.UntilAsync(
            () => Output.Count(l => l.StartsWith(start, StringComparison.Ordinal)) >= times,
            () => $"{times} × '{start}…'; it says: {Everything()}");

    public Task WaitForErrorAsync(string part) =>
        Wait.UntilAsync(
            () => Errors.Any(l => l.Contains(part, StringComparison.Ordinal)), () => $"'{part}' on stderr; it says: {Everything()}");

    /// <summary>
    /// Stops a process of this server and waits until it stands still: SIGCONT would take back a stop that is only on its way.
    /// </summary>
    public static async Task StopAsync(int pid)
    {
        Assert.Equal(0, Libc.kill(pid, Libc.SIGSTOP));
        await Wait.UntilAsync(() => ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat")).State == 'T', () => $"process {pid} stops");
    }

    public static void Continue(int pid) => Assert.Equal(0, Libc.kill(pid, Libc.SIGCONT));

    /// <summary>Waits until one of its sockets is in a TCP state.</summary>
    public Task WaitForStateAsync(string state) =>
        Wait.UntilAsync(() => Snapshot().Sockets.Any(s => s.State == state), () => $"a socket in {state}");

    public void Send(int signal) => Assert.Equal(0, Libc.kill(Pid, signal));

    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout);
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode;
    }

    /// <summary>Ends the server and every child that it has, by pid.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            var children = Children;
            process.Kill();
            foreach (var child in children) _ = Libc.kill(child, Libc.SIGKILL);
        }
        // Not process.WaitForExit: that waits for the end of output too, and a surviving grandchild may hold it.
        await Wait.UntilAsync(() => process.HasExited, () => $"process {Pid} ends");
        process.Dispose();
    }

    public string Everything() =>
        $"exit code {(process.HasExited ? process.ExitCode : "none yet")}\n"
        + $"stdout:\n{string.Join('\n', Output)}\nstderr:\n{string.Join('\n', Errors)}";

    private bool HasExited() => process.HasExited;

    private bool Listens()
    {
        var socket = DescriptorSnapshot.Take([Pid]).Sockets.FirstOrDefault(s => s is { Protocol: "tcp", State: "LISTEN" });
        if (socket is null) return false;
        Port = socket.Local!.PortOrNull!.Value;
        return true;
    }

    private ImmutableArray<ProcessFact> Family() => Snapshot().Processes;

    private static void Add(List<string> lines, string? line)
    {
        if (line is null) return;
        lock (lines) lines.Add(line);
    }

    private static List<string> Copy(List<string> lines)
    {
        lock (lines) return [.. lines];
    }
}
