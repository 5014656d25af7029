using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Tracing;

/// <summary><c>echonb trace --step</c>: every step waits for Enter; at the end of input the program runs on by itself.</summary>
/// <param name="tracer">The tracer, with its program stopped.</param>
/// <param name="port">The server's port.</param>
/// <param name="request">How many clients visit the server, and what they say.</param>
/// <param name="terminal">Where the steps are told.</param>
internal sealed class SteppedTrace(TracerProcess tracer, int port, TraceRequest request, TextWriter terminal) : IDisposable
{
    /// <summary>So often nothing happens until a client stops waiting for its echo.</summary>
    private const int MostSilences = 5;

    /// <summary>How long nothing may happen before it is looked whether anything can.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private ClientVisits? visits;
    private Task? visiting;

    /// <summary>Ends the clients.</summary>
    public void Dispose() => visits?.Dispose();

    private bool WaitsForServer => visiting is null && request.Clients > 0;

    /// <exception cref="EchoServerException">The server never listened, or did not serve its clients.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        terminal.WriteLine("Enter: 다음 걸음, Ctrl+D: 끝까지, Ctrl+C: 그만");
        await SkipLauncherAsync(ct).ConfigureAwait(false);
        try
        {
            await StepAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            visits?.GiveUp();
            if (visiting is not null)
                await visiting.WaitAsync(Silence, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (visiting is { IsFaulted: true }) await visiting.ConfigureAwait(false);
        if (visits is not null) await TraceSession.ThrowIfUnservedAsync(visits, ct).ConfigureAwait(false);
        if (visits is not null || request.Clients == 0) return;
        await tracer.Ended.WaitAsync(ct).ConfigureAwait(false);
        throw await NotListeningAsync(null).ConfigureAwait(false);
    }

    /// <summary>What starts the server (a shell, a script) is not what a reader wants to step through.</summary>
    private async Task SkipLauncherAsync(CancellationToken ct)
    {
        var first = await tracer.GoAsync(new() { Command = "until", Call = "socket", Phase = "before" }, TraceSession.ListenTimeout)
            .WaitAsync(ct).ConfigureAwait(false);
        if (first is { IsTimeout: true } && request.Clients > 0) throw await NotListeningAsync(first.Processes ?? []).ConfigureAwait(false);
    }

    private async Task StepAsync(CancellationToken ct)
    {
        var (waits, silences) = (true, 0);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var (step, pause) = await tracer.NextStepAsync(Silence).WaitAsync(ct).ConfigureAwait(false);
            if (step is null && pause is null) return;
            if (step is null)
            {
                if (visiting is { IsCompleted: true }) return;
                silences++;
                if (WaitsForServer && silences == TraceSession.ListenTimeout / Silence)
                    throw await NotListeningAsync(pause!.Processes).ConfigureAwait(false);
                if (visiting is not null && silences == MostSilences) visits!.GiveUp();
                continue;
            }
            silences = 0;
            StepPrinter.Write(step, terminal);
            if (WaitsForServer && TracedLaunch.Of(tracer, step, port, isFree: true) is { } server)
            {
                visits = new ClientVisits(server, stepping: true, request.Say);
                visiting = visits.RunAsync(request.Clients, ct);
            }
            if (waits) waits = await Task.Run(Console.In.ReadLine, ct).WaitAsync(ct).ConfigureAwait(false) is not null;
        }
    }

    private Task<EchoServerException> NotListeningAsync(IReadOnlyList<TracedStatus>? places) =>
        TracedLaunch.NotListeningAsync(tracer, port, TraceSession.ListenTimeout, places);
}
