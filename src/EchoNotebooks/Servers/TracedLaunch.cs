using System.Diagnostics;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>Starts a server under a tracer and follows it up to the return of its listen(2).</summary>
internal static class TracedLaunch
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Starts a program under trace.</summary>
    /// <param name="program">The program.</param>
    /// <param name="port">0 takes any free port.</param>
    /// <param name="step">Whether it stands still where it listens; otherwise it runs on.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<TracedServer> StartAsync(ServerProgram program, int port, bool step, CancellationToken ct) =>
        StartAsync(program, port, step, setup: false, recording => recording, ct);

    /// <summary>Starts a program under trace.</summary>
    /// <param name="program">The program.</param>
    /// <param name="port">0 takes any free port.</param>
    /// <param name="step">Whether it stands still where it listens; otherwise it runs on.</param>
    /// <param name="setup">Whether what a server sets up is shown.</param>
    /// <param name="begin">Takes the recording of the program that starts now.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<TracedServer> StartAsync(
        ServerProgram program, int port, bool step, bool setup, Func<Recording, Recording> begin, CancellationToken ct)
    {
        string[] options = ["--deltas", .. step ? ["--step"] : Array.Empty<string>(), .. setup ? ["--setup"] : Array.Empty<string>()];
        return ServerLaunch.StartAsync(
            program,
            port,
            any: false,
            step: false,
            command => TracerProcess.StartAsync(begin(new Recording(program, new ServerOutput())), command, options, null, ct),
            async (tracer, asked) =>
            {
                try
                {
                    return await ListeningAsync(tracer, asked, step, StartTimeout, ct).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    // Before it is ended: how that is done is no part of what it did.
                    await tracer.CloseRecordingAsync(RecordingLimit.LookTimeout).ConfigureAwait(false);
                    throw;
                }
            },
            ct);
    }

    /// <summary>Waits until a program that was started under trace listens.</summary>
    /// <param name="tracer">The tracer.</param>
    /// <param name="port">The port; 0 for any.</param>
    /// <param name="step">Whether the program stands still, and must be told to go on until there.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="EchoServerException">It does not listen, or ended before.</exception>
    public static async Task<TracedServer> ListeningAsync(TracerProcess tracer, int port, bool step, TimeSpan timeout, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        IReadOnlyList<TracedStatus>? places = null;
        TraceStep? listened = null;
        if (step)
        {
            do
            {
                var listens = new TracerCommand { Command = "until", Call = "listen", Phase = "after", Result = "0" };
                var pause = await tracer.GoAsync(listens, timeout - waited.Elapsed).WaitAsync(ct).ConfigureAwait(false);
                if (pause?.IsTimeout != false)
                {
                    places = pause?.Processes;
                    break;
                }
                listened = tracer.Recording.AtLine(pause.Index ?? -1);
            }
            while (listened is null || !Listens(listened, port));
        }
        else
        {
            listened = await tracer.WaitForAsync(made => Listens(made, port), timeout, ct).ConfigureAwait(false);
        }
        if (listened is not null && Of(tracer, listened, port, isFree: !step) is { } server) return server;
        throw await NotListeningAsync(tracer, port, timeout, places).ConfigureAwait(false);
    }

    /// <summary>The server whose listen(2) has just returned; null for any other step.</summary>
    /// <param name="tracer">The tracer.</param>
    /// <param name="step">The step.</param>
    /// <param name="port">The port; 0 for any.</param>
    /// <param name="isFree">Whether the server runs until it is told to stop.</param>
    public static TracedServer? Of(TracerProcess tracer, TraceStep step, int port, bool isFree)
    {
        if (!Listens(step, port)) return null;
        var reachable = ReachableEnd.Of(Listening(step)!.Local!);
        tracer.Recording.Port = reachable.Port;
        return new TracedServer(tracer, step.Pid, reachable, isFree);
    }

    /// <summary>Why a program under trace does not listen: it has ended, or does something else.</summary>
    /// <param name="tracer">The tracer.</param>
    /// <param name="port">The port at which it should listen; 0 for any.</param>
    /// <param name="timeout">How long it was waited for.</param>
    /// <param name="places">Where every process is; null asks the tracer.</param>
    public static async Task<EchoServerException> NotListeningAsync(
        TracerProcess tracer, int port, TimeSpan timeout, IReadOnlyList<TracedStatus>? places)
    {
        var recording = tracer.Recording;
        if (tracer.Failure is { } failure) return new EchoServerException($"{recording.Program.Name}: {failure}");
        if (tracer.Ended.IsCompleted)
            return ServerLaunch.EndedEarly(recording.Program, await tracer.ProgramEnded.ConfigureAwait(false), recording.Output, port);
        places ??= await tracer.StatusAsync().ConfigureAwait(false);
        var instead = $"{InsteadOfListening(recording)}\n{ProcessStatusText.Describe(places)}";
        return ServerLaunch.NotListening(recording.Program, recording.Output, port, timeout, instead);
    }

    private static string InsteadOfListening(Recording recording)
    {
        if (recording.Port is > 0 and var other) return $"기다리는 곳은 {Particle.Is($"포트 {other}")}.";
        // The port can be forgotten only in a command that the reader wrote.
        var port = recording.Program is { NeedsPort: false, IsOurServer: false, SourceFile: null } ? "명령에 포트({port})를 빠뜨리지 않았는지, " : "";
        var protocols = recording.Current.ToFacts().Sockets.Select(socket => socket.Protocol).ToList();
        var hasUdp = protocols.Exists(protocol => protocol.StartsWith("udp", StringComparison.Ordinal));
        var hasTcp = protocols.Exists(protocol => protocol.StartsWith("tcp", StringComparison.Ordinal));
        return hasUdp && !hasTcp ? "UDP 소켓만 열었다. trace는 TCP 서버를 본다." : port + "서버가 listen을 부르는지 확인한다.";
    }

    private static bool Listens(TraceStep step, int port) =>
        Listening(step) is { } socket && (port == 0 || socket.Local?.PortOrNull == port);

    /// <summary>The socket that a listen has brought to LISTEN; null for any other step.</summary>
    private static SocketFact? Listening(TraceStep step) => step is { Call: "listen", Result: 0, Fd: { } fd } && step.After is { } after
        && after.Facts.Descriptors.FirstOrDefault(fact => fact.Pid == step.Pid && fact.Fd == fd) is { } descriptor
        && after.SocketOf(descriptor) is { State: "LISTEN", Local: not null, IsTcp: true } socket ? socket : null;
}
