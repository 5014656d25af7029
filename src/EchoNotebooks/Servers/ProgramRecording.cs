namespace EchoNotebooks;

/// <summary>Records a program that is no server, under a tracer, from its beginning to its end.</summary>
internal static class ProgramRecording
{
    /// <summary>A program that sleeps this long, together with its server, waits for something that never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int MostSteps = 3000;

    /// <summary>Runs a C program that connects to nothing.</summary>
    /// <param name="program">The program.</param>
    /// <param name="time">How long it may run.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<Timeline> RunAsync(ServerProgram program, TimeSpan time, CancellationToken ct)
    {
        using var limit = new RecordingLimit(time, MostSteps, 0, ct);
        return await RunAsync(program, await program.PrepareAsync(ct).ConfigureAwait(false), 0, () => true, limit).ConfigureAwait(false);
    }

    /// <summary>Runs a program to its end or to its limit. What it forks is its children from the first fork on.</summary>
    /// <param name="program">Whose source it is.</param>
    /// <param name="command">The command that starts it.</param>
    /// <param name="port">The port that it connects to; 0 for none.</param>
    /// <param name="othersSleep">Whether nothing is under way in the processes that it may wait for.</param>
    /// <param name="limit">How long, and how many steps.</param>
    public static async Task<Timeline> RunAsync(
        ServerProgram program, string[] command, int port, Func<bool> othersSleep, RecordingLimit limit)
    {
        var recording = limit.Begin(new Recording(program, new ServerOutput()) { Port = port });
        TracerProcess? tracer = null;
        try
        {
            tracer = await TracerProcess.StartAsync(recording, command, ["--deltas", "--client"], null, limit.Token).ConfigureAwait(false);
            await new ServerIdle(tracer) { OthersSleep = othersSleep }.RestAsync(Patience, Timeout.InfiniteTimeSpan, limit.Token)
                .ConfigureAwait(false);
            if (!tracer.Ended.IsCompleted)
                recording.Remark($"{program.Name}: 끝나지 않고 기다리기만 해서 녹화를 거기서 끝냈다.");
            recording.IsComplete = tracer.Ended.IsCompleted && tracer.Failure is null;
            await tracer.CloseRecordingAsync(RecordingLimit.LookTimeout).ConfigureAwait(false);
            recording.ForgetWhatFoundTheProgram();
            return recording.Look();
        }
        catch (OperationCanceledException) when (limit.IsReached)
        {
            return await limit.CutAsync(tracer).ConfigureAwait(false);
        }
        finally
        {
            if (tracer is not null) await tracer.DisposeAsync().ConfigureAwait(false);
        }
    }
}
