using System.Text.Json;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>A program under an echo-supervisor of its own, which ends it and all that descends from it.</summary>
internal sealed class SupervisedProcess : IAsyncDisposable
{
    private readonly HelperProcess supervisor;
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProcessEnd> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string program;

    /// <summary>Whether the supervisor has told how the program ended, or is ended from here.</summary>
    private bool isExpected;

    private SupervisedProcess(IReadOnlyList<string> command, ServerOutput output, OutputKind kind)
    {
        program = command[0];
        Output = output;
        string[] options = kind == OutputKind.Pipe ? ["--pipe"] : [];
        supervisor = new HelperProcess("echo-supervisor", [.. options, "--", .. command], Read);
        _ = EndAsync();
    }

    public ServerOutput Output { get; }

    public int SupervisorPid => supervisor.Pid;

    /// <summary>Completes when the program itself has ended; its descendants may still live.</summary>
    public Task<ProcessEnd> Ended => ended.Task;

    /// <summary>The program itself.</summary>
    public int Pid { get; private set; }

    /// <summary>Starts a program and waits until it runs.</summary>
    /// <exception cref="EchoServerException">It could not be started.</exception>
    public static async Task<SupervisedProcess> StartAsync(
        IReadOnlyList<string> command, ServerOutput output, CancellationToken ct, OutputKind kind = OutputKind.Terminal)
    {
        var supervised = new SupervisedProcess(command, output, kind);
        try
        {
            supervised.Pid = await supervised.started.Task.WaitAsync(ct).ConfigureAwait(false);
            return supervised;
        }
        catch
        {
            await supervised.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Why the supervisor ended by itself, and the program with it; null where it did not.</summary>
    public async Task<string?> FaultAsync()
    {
        if (isExpected || !supervisor.IsEnding) return null;
        var why = await supervisor.Reading.ConfigureAwait(false);
        return isExpected ? null
            : why ?? $"echo-supervisor(pid {SupervisorPid})가 갑자기 끝났고, 맡고 있던 프로그램도 함께 끝났다. {supervisor.Complaints}".TrimEnd();
    }

    /// <summary>Ends the program and everything that descends from it, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        isExpected = true;
        await supervisor.DisposeAsync().ConfigureAwait(false);
        Output.IsOver = true;
    }

    private async Task EndAsync()
    {
        var why = await supervisor.Reading.ConfigureAwait(false);
        Output.IsOver = true;
        started.TrySetException(new EchoServerException(why ?? $"echo-supervisor가 끝나서 {program} 프로그램을 시작하지 못했다. {supervisor.Complaints}"));
        // A supervisor that is gone leaves the hang-up of its terminal.
        ended.TrySetResult(new ProcessEnd(null, "SIGHUP"));
    }

    private void Read(string line, JsonElement json)
    {
        switch (ProgramEvent.Read(json))
        {
            case ProgramEvent.Started begun:
                started.TrySetResult(begun.Pid);
                break;
            case ProgramEvent.Output output:
                Output.Add(output.Text, output.Stream == "stderr");
                break;
            case ProgramEvent.Exited exit:
                isExpected = true;
                ended.TrySetResult(new ProcessEnd(exit.Code, exit.Signal));
                break;
            case ProgramEvent.Failed failed:
                isExpected = true;
                started.TrySetException(new EchoServerException(
                    $"{program} 프로그램을 시작하지 못했다: {LaunchAdvice.Explain(program, failed.Why, failed.Errno)}"));
                break;
        }
    }
}
