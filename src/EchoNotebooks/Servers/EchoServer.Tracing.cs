using System.Runtime.CompilerServices;

namespace EchoNotebooks;

public sealed partial class EchoServer
{
    private static readonly TracerTest Test = new(TracerTest.Ask);

    /// <summary>Whether programs can be traced on this system.</summary>
    public static bool CanTrace => WhyNotTrace is null;

    /// <summary>
    /// Why programs cannot be traced on this system, and what mends it; null where they can. Tried until the tracer has answered.
    /// </summary>
    public static string? WhyNotTrace => Test.Why;

    /// <summary>Starts a server under a tracer. It stands still where its listen(2) has returned, and goes on only as it is told.</summary>
    /// <param name="program">Which one; <see cref="ServerProgram.CSharp"/> by default. Any program can be traced, unmodified.</param>
    /// <param name="port">0 takes any free one.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <exception cref="TraceRefusedException">This system does not allow it; <see cref="StepAsync"/> has the same words.</exception>
    /// <exception cref="EchoServerException">The program cannot be started, or does not listen; the message says where it is.</exception>
    public static Task<TracedServer> TraceAsync(
        ServerProgram? program = null, int port = 0, CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        CellRegistry.StartAsync(
            CellRegistry.Current(caller), () => TracedLaunch.StartAsync(program ?? ServerProgram.CSharp, port, step: true, ct));

    /// <summary>
    /// <see cref="TraceAsync"/> where tracing is allowed, and otherwise <see cref="StepAsync"/>, the server in C# that
    /// stops itself; <see cref="ISteppedServer.How"/> says which.
    /// </summary>
    /// <param name="program">Which program to trace; <see cref="ServerProgram.CSharp"/> by default.</param>
    /// <param name="port">0 takes any free one.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public static Task<ISteppedServer> TraceOrStepAsync(
        ServerProgram? program = null, int port = 0, CancellationToken ct = default, [CallerFilePath] string caller = "")
    {
        var cell = CellRegistry.Current(caller);
        return WhyNotTrace is null
            ? As(CellRegistry.StartAsync(cell, () => TracedLaunch.StartAsync(program ?? ServerProgram.CSharp, port, step: true, ct)))
            : As(CellRegistry.StartAsync(cell, () => SteppedServer.StartAsync(port, ct)));

        static async Task<ISteppedServer> As<T>(Task<T> server)
            where T : ISteppedServer => await server.ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a server under a tracer from its start, with clients, and gives back all its steps. Afterwards nothing of
    /// it is left. A program that never comes to rest (it spins, hangs, or never listens) is cut at the limit: the timeline then
    /// has what it did until there, <see cref="Timeline.IsComplete"/> is false and <see cref="Timeline.Remark"/> says why.
    /// </summary>
    /// <param name="program">Which one; <see cref="ServerProgram.CSharp"/> by default.</param>
    /// <param name="clients">
    /// How many clients connect, echo one line each and close, one after another; all are connected at once before the
    /// first closes.
    /// </param>
    /// <param name="scenario">What the clients do instead. The server runs; it need not be told to.</param>
    /// <param name="port">0 takes any free one.</param>
    /// <param name="limit">How long from the start of the program, at most; two minutes by default. Compiling does not count.</param>
    /// <param name="maxSteps">How many steps at most; 50,000 and 200 for each client by default.</param>
    /// <param name="withSetup">
    /// Whether what a server sets up and waits with is shown too: sigaction, sigprocmask, signalfd, kill, setsockopt, poll. The
    /// timeline then begins where the program sets up the first thing.
    /// </param>
    /// <param name="ct">Gives up: then there is no timeline.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <exception cref="TraceRefusedException">This system does not allow tracing.</exception>
    /// <exception cref="EchoServerException">
    /// The program cannot be started, has ended before it listened, or does not listen within 30 seconds; the message says where it is.
    /// </exception>
    public static Task<Timeline> RecordAsync(
        ServerProgram? program = null,
        int clients = 1,
        Func<TracedServer, Task>? scenario = null,
        int port = 0,
        TimeSpan? limit = null,
        int? maxSteps = null,
        bool withSetup = false,
        CancellationToken ct = default,
        [CallerFilePath] string caller = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(clients);
        var end = new RecordingLimit(limit, maxSteps, clients, ct);
        return RecordAsync(program ?? ServerProgram.CSharp, clients, scenario, port, withSetup, end, CellRegistry.Current(caller));
    }

    /// <summary>
    /// The same up to a limit, which is disposed here. A server that is held stands still where it listens: the scenario lets it
    /// go on.
    /// </summary>
    internal static async Task<Timeline> RecordAsync(
        ServerProgram program, int clients, Func<TracedServer, Task>? scenario, int port, bool withSetup, RecordingLimit end,
        CallingCell? cell, bool isHeld = false)
    {
        using var ended = end;
        TracedServer server;
        try
        {
            server = await CellRegistry.StartAsync(
                cell, () => TracedLaunch.StartAsync(program, port, isHeld, withSetup, end.Begin, end.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsReached)
        {
            return await end.CutAsync(null).ConfigureAwait(false);
        }
        await using (server.ConfigureAwait(false))
        {
            using var visits = new ClientVisits(server);
            try
            {
                if (scenario is null) await visits.RunAsync(clients, end.Token).ConfigureAwait(false);
                else await end.RunAsync(scenario(server)).ConfigureAwait(false);
                return await visits.FinishAsync(end.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (end.IsReached && (e is OperationCanceledException or EchoServerException))
            {
                return await end.CutAsync(server.Tracer).ConfigureAwait(false);
            }
            catch (EchoServerException e)
            {
                // Its clients know only that their connections are gone. A tracer that has ended has no answer.
                if ((await server.Tracer.StatusAsync().ConfigureAwait(false)).Count == 0) await server.Tracer.Ended.ConfigureAwait(false);
                if (server.Tracer.Failure is { } why) throw new EchoServerException(why, e);
                throw;
            }
        }
    }
}
