using System.Diagnostics;
using System.Text.Json;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks;

/// <summary>How a process ended: with an exit code, or by a signal.</summary>
internal sealed record ServerEnd(int? Code, int? Signal)
{
    public override string ToString() => Signal is { } signal ? $"시그널 {signal}" : $"종료 코드 {Code}";
}

/// <summary>
/// A program under an echo-supervisor of its own, which ends it and all that descends from it when our end of a
/// pipe closes: when it is disposed, when this process exits, and when this process is killed.
/// </summary>
internal sealed class Supervised : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private readonly Process supervisor;
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ServerEnd> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;
    private readonly Task<string> complaints;
    private readonly string program;
    private int disposed;

    private Supervised(Process supervisor, ServerOutput output, string program)
    {
        this.supervisor = supervisor;
        this.program = program;
        SupervisorPid = supervisor.Id;
        Output = output;
        complaints = supervisor.StandardError.ReadToEndAsync();
        reading = Task.Run(ReadEventsAsync);
        Living.Add(this);
    }

    public ServerOutput Output { get; }

    public int SupervisorPid { get; }

    /// <summary>Completes when the program itself has ended; its descendants may still live.</summary>
    public Task<ServerEnd> Ended => ended.Task;

    /// <summary>Starts a program and waits until it runs.</summary>
    /// <exception cref="EchoServerException">It could not be started.</exception>
    public static async Task<(Supervised Process, int Pid)> StartAsync(IReadOnlyList<string> command, ServerOutput output, CancellationToken ct)
    {
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var supervisorCommand = Beside.ProgramCommand("echo-supervisor");
        start.FileName = supervisorCommand[0];
        foreach (var argument in (string[])[.. supervisorCommand[1..], "--", .. command]) start.ArgumentList.Add(argument);
        // An apphost looks for the runtime where it is usually installed; this one runs already.
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is null) start.Environment["DOTNET_ROOT"] = Beside.DotnetRoot();
        // The runtime's debugging pipes outlive a server that ends by exec, _exit or SIGKILL, in the user's /tmp.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        var process = Process.Start(start) ?? throw new EchoServerException($"{start.FileName}을 시작하지 못했다.");
        var supervised = new Supervised(process, output, command[0]);
        try
        {
            return (supervised, await supervised.started.Task.WaitAsync(ct).ConfigureAwait(false));
        }
        catch
        {
            await supervised.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the program and everything that descends from it, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            await reading.ConfigureAwait(false);
            return;
        }
        CloseInput();
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await supervisor.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Its death hangs up the terminal of what it started.
            supervisor.Kill();
            await supervisor.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        await reading.ConfigureAwait(false);
        await complaints.ConfigureAwait(false);
        // Whoever has read from them has to close them: Process.Dispose leaves them to the collector.
        supervisor.StandardOutput.Dispose();
        supervisor.StandardError.Dispose();
        supervisor.Dispose();
        Living.Remove(this);
    }

    /// <summary>The end of input is the supervisor's order to end everything.</summary>
    public void CloseInput()
    {
        try
        {
            supervisor.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone already.
        }
    }

    private async Task ReadEventsAsync()
    {
        try
        {
            while (await supervisor.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line) Read(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            started.TrySetException(new EchoServerException($"echo-supervisor의 말을 알아듣지 못했다: {e.Message}"));
        }
        started.TrySetException(new EchoServerException(
            $"echo-supervisor가 끝나서 {program} 프로그램을 시작하지 못했다. {(complaints.IsCompletedSuccessfully ? complaints.Result.Trim() : "")}"));
        // A supervisor that is gone leaves the hang-up of its terminal.
        ended.TrySetResult(new ServerEnd(null, Libc.SIGHUP));
    }

    private void Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        switch (root.GetProperty("event").GetString())
        {
            case "started":
                started.TrySetResult(root.GetProperty("pid").GetInt32());
                break;
            case "output":
                Output.Add(root.GetProperty("text").GetString()!, root.GetProperty("stream").GetString() == "stderr");
                break;
            case "exited":
                ended.TrySetResult(new ServerEnd(Number("code"), Number("signal")));
                break;
            case "failed":
                var errno = root.GetProperty("errno").GetInt32();
                started.TrySetException(new EchoServerException(
                    $"{program} 프로그램을 시작하지 못했다: {Errno.Explain(errno)}. 프로그램의 이름과 경로, 실행 권한을 확인하라."));
                break;
        }

        int? Number(string name) => root.TryGetProperty(name, out var value) ? value.GetInt32() : null;
    }
}

/// <summary>Everything of this process that must not outlive it.</summary>
internal static class Living
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(2);
    private static readonly HashSet<Supervised> All = [];

    static Living() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    public static void Add(Supervised process)
    {
        lock (All) All.Add(process);
    }

    public static void Remove(Supervised process)
    {
        lock (All) All.Remove(process);
    }

    private static void EndAll()
    {
        Supervised[] all;
        lock (All) all = [.. All];
        Task.WaitAll([.. all.Select(process => process.DisposeAsync().AsTask())], ExitPatience);
    }
}
