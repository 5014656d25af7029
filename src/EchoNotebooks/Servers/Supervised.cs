using System.Text.Json;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks;

/// <summary>How a process ended: with an exit code, or by a signal.</summary>
internal sealed record ServerEnd(int? Code, int? Signal)
{
    /// <summary>The signal's name, where who tells of it knows it.</summary>
    public string? SignalName { get; init; }

    public override string ToString() => SignalName is not null ? $"시그널 {SignalName}" : Signal is { } signal ? $"시그널 {signal}" : $"종료 코드 {Code}";
}

/// <summary>A program under an echo-supervisor of its own, which ends it and all that descends from it.</summary>
internal sealed class Supervised : IAsyncDisposable
{
    private readonly JsonProcess supervisor;
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ServerEnd> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string program;

    private Supervised(IReadOnlyList<string> command, ServerOutput output)
    {
        program = command[0];
        Output = output;
        supervisor = new JsonProcess("echo-supervisor", ["--", .. command], Read);
        _ = EndAsync();
    }

    public ServerOutput Output { get; }

    public int SupervisorPid => supervisor.Pid;

    /// <summary>Completes when the program itself has ended; its descendants may still live.</summary>
    public Task<ServerEnd> Ended => ended.Task;

    /// <summary>Starts a program and waits until it runs.</summary>
    /// <exception cref="EchoServerException">It could not be started.</exception>
    public static async Task<(Supervised Process, int Pid)> StartAsync(IReadOnlyList<string> command, ServerOutput output, CancellationToken ct)
    {
        var supervised = new Supervised(command, output);
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
        await supervisor.DisposeAsync().ConfigureAwait(false);
        Output.IsOver = true;
    }

    private async Task EndAsync()
    {
        var why = await supervisor.Reading.ConfigureAwait(false);
        Output.IsOver = true;
        started.TrySetException(new EchoServerException(why ?? $"echo-supervisor가 끝나서 {program} 프로그램을 시작하지 못했다. {supervisor.Complaints}"));
        // A supervisor that is gone leaves the hang-up of its terminal.
        ended.TrySetResult(new ServerEnd(null, Libc.SIGHUP));
    }

    private void Read(string line, JsonElement root)
    {
        switch (root.GetProperty("event").GetString())
        {
            case "started":
                started.TrySetResult(root.GetProperty("pid").GetInt32());
                break;
            case "output":
                Output.Add(root.GetProperty("text").GetString()!, root.GetProperty("stream").GetString() == "stderr");
                break;
            case "exited":
                ended.TrySetResult(new ServerEnd(Number(root, "code"), Number(root, "signal")));
                break;
            case "failed":
                var errno = root.GetProperty("errno").GetInt32();
                started.TrySetException(new EchoServerException(
                    $"{program} 프로그램을 시작하지 못했다: {Errno.Explain(errno)}. {LaunchAdvice.For(program, Errno.Name(errno))}"));
                break;
        }
    }

    private static int? Number(JsonElement root, string name) => root.TryGetProperty(name, out var number) ? number.GetInt32() : null;
}
