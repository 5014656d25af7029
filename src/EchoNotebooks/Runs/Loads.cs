using System.Net.Sockets;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Gives servers the same load, and measures what it costs them.</summary>
public static class Loads
{
    /// <summary>No round lasts longer: a server that needs long for a client serves fewer.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(0.4);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Starts the servers, lets clients come to each in turn, several rounds, and ends the servers. A client connects, has one line
    /// echoed and leaves; four are there at a time.
    /// </summary>
    /// <param name="programs">The servers.</param>
    /// <param name="connections">How many clients a round has, or as many as come within 0.4 seconds.</param>
    /// <param name="rounds">How many rounds each server has.</param>
    /// <param name="ct">Gives up between two rounds.</param>
    /// <exception cref="EchoServerException">A server cannot be started, or does not answer.</exception>
    public static async Task<LoadComparison> CompareAsync(
        IEnumerable<ServerProgram> programs, int connections = 500, int rounds = 3, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(programs);
        ArgumentOutOfRangeException.ThrowIfLessThan(connections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var measured = new List<MeasuredServer>();
        try
        {
            foreach (var program in programs)
            {
                measured.Add(new MeasuredServer(await EchoServer.StartAsync(program, ct: ct, caller: "").ConfigureAwait(false)));
                // Before the clock starts: a runtime compiles, workers are forked.
                await measured[^1].RunAsync(connections: 20, LongestRound / 4).ConfigureAwait(false);
            }
            // In turn, so that what else the machine does meanwhile meets all of them alike.
            for (var round = 0; round < rounds; round++)
                foreach (var server in measured)
                {
                    ct.ThrowIfCancellationRequested();
                    server.Add(await server.RunAsync(connections, LongestRound).ConfigureAwait(false));
                }
            var results = new List<LoadResult>();
            foreach (var server in measured) results.Add(await server.ResultAsync().ConfigureAwait(false));
            return new LoadComparison(results, rounds);
        }
        finally
        {
            foreach (var server in measured) await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One server with what was measured of it.</summary>
    private sealed class MeasuredServer(EchoServer server) : IAsyncDisposable
    {
        /// <summary>So many clients stay for the memory of one: as many as a preforked server has workers.</summary>
        private const int FewClients = 4;

        /// <summary>Where clients share one process, one of them takes less than a page may be.</summary>
        private const int ManyClients = 20;

        private readonly List<Round> rounds = [];

        public record struct Round(int Connections, double PerSecond, TimeSpan Processor);

        public void Add(Round round) => rounds.Add(round);

        public async Task<Round> RunAsync(int connections, TimeSpan atMost)
        {
            var (processes, before) = (server.Snapshot().Facts.Processes.Length, Processor());
            var (made, elapsed) = await ClientLoad.RunAsync(server.Port, connections, atMost).ConfigureAwait(false);
            // The processor time of a child is its parent's when it is reaped.
            await server.WaitUntilAsync(now => now.Facts.Processes.Length <= processes, Patience).ConfigureAwait(false);
            return new(made, made / elapsed.TotalSeconds, (Processor() - before) / Math.Max(1, made));
        }

        public async Task<LoadResult> ResultAsync() => new(
            server.Program, rounds.Sum(round => round.Connections), Median(round => round.PerSecond),
            TimeSpan.FromTicks((long)Median(round => round.Processor.Ticks)),
            server.Program.ServesOneAtATime ? null : await MemoryAsync().ConfigureAwait(false));

        public ValueTask DisposeAsync() => server.DisposeAsync();

        private TimeSpan Processor() => server.Snapshot().Facts.Processes.Aggregate(
            TimeSpan.Zero, (sum, process) => sum + ProcessCost.Processor(process.Pid));

        private double Median(Func<Round, double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

        private async Task<long?> MemoryAsync()
        {
            var before = ProcessCost.PrivateBytes(server.Pid);
            List<Socket> clients = [];
            try
            {
                clients.AddRange(await ClientLoad.StayAsync(server.Port, FewClients).ConfigureAwait(false));
                var children = server.Snapshot().Children;
                if (children.Count > 0)
                    return (long?)children.Select(child => ProcessCost.PrivateBytes(child.Pid)).OfType<long>().DefaultIfEmpty().Average();
                clients.AddRange(await ClientLoad.StayAsync(server.Port, ManyClients - FewClients).ConfigureAwait(false));
                return ProcessCost.PrivateBytes(server.Pid) is { } after && before is { } first
                    ? Math.Max(0, (after - first) / ManyClients) : null;
            }
            finally
            {
                clients.ForEach(client => client.Dispose());
            }
        }
    }
}
