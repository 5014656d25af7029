using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Benchmarks;

/// <summary>
/// How long it takes to see who holds which descriptor of which socket, for a forking C server with as many children as
/// there are clients: our snapshot, in the process that asks as in a notebook; a C program that reads the same on one thread; and
/// the tools of the system as one would start them for that. A tool's time is from its start to the end of its output, which is not
/// even taken apart.
/// </summary>
internal static class SnapshotBenchmark
{
    internal const string Says = "스냅샷 한 번에 걸리는 시간: 우리 것, 같은 것을 읽는 C, lsfd -p, ss -tnp, lsof -p";

    private const int Turns = 7;
    private const string Ours = "스냅샷";
    private const string Reader = "같은 것을 읽는 C";

    /// <summary>What a turn of a way took, in milliseconds.</summary>
    private sealed record Way(string Name, Func<double> Once)
    {
        internal List<double> Milliseconds { get; } = [];
    }

    /// <param name="args">The numbers of children in place of the usual ones; behind "measured" they are measured here.</param>
    internal static IReadOnlyList<Figure> Measure(string[] args)
    {
        if (args is ["measured", .. var sizes])
        {
            MeasureHere([.. sizes.Select(int.Parse)]);
            return [];
        }
        // Every tool looks at all sockets that there are: also at what earlier connections have left.
        var lines = NetworkOfItsOwn.Run(["snapshot", "measured", .. args is [] ? ["1", "10", "100", "1000"] : args]);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Chunk(5).SelectMany(FiguresOf)];
    }

    /// <summary>Prints a line for each number of children and way: the number, the way, and the milliseconds of each turn.</summary>
    private static void MeasureHere(int[] sizes)
    {
        var (server, reader) = (Tool.Compile("echo_fork.c"), Tool.Compile("read_snapshot.c"));
        // What the compiler does at first is over when it counts.
        MeasureOne(server, reader, 10, turns: 60, onlyOurs: true);
        foreach (var children in sizes)
            foreach (var way in MeasureOne(server, reader, children, Turns))
                Console.WriteLine($"{children}\t{way.Name}\t{string.Join('\t', way.Milliseconds)}");
    }

    private static IEnumerable<Figure> FiguresOf(string[] lines)
    {
        var ways = lines.Select(line => line.Split('\t')).ToDictionary(line => line[1], line => line[2..].Select(double.Parse).ToList());
        var children = int.Parse(lines[0].Split('\t')[0]);
        yield return Compare(ways, children, Ours, Reader) with { AtMost = 1.3 };
        yield return Compare(ways, children, "ss -tnp", Ours) with { AtLeast = 1 };
        yield return Compare(ways, children, "lsfd -p", Ours) with { AtLeast = children <= 100 ? 10 : null };
        yield return Compare(ways, children, "lsof -p", Ours) with { AtLeast = children <= 100 ? 3 : null };
    }

    private static Figure Compare(Dictionary<string, List<double>> ways, int children, string what, string reference) => new(
        $"{what}: 걸린 시간, 자식 {children}", reference, Ratios(ways, what, reference))
    {
        Reason = $"{Statistics.Median(ways[what]):0.000}ms, 기준 {Statistics.Median(ways[reference]):0.000}ms"
            // Who reads the same cannot be faster than that: a tool reads once what a snapshot reads twice, to be of one moment.
            + (reference == Ours ? $". {Reader}라도 {Statistics.Median(Ratios(ways, what, Reader)):0.00}" : ""),
    };

    private static List<double> Ratios(Dictionary<string, List<double>> ways, string what, string reference) =>
        [.. ways[what].Zip(ways[reference], (one, other) => one / other)];

    private static Way[] MeasureOne(string program, string reader, int children, int turns, bool onlyOurs = false)
    {
        var port = EchoLoad.FreePort();
        using var server = Process.Start(new ProcessStartInfo(program, [$"{port}"]) { RedirectStandardOutput = true })!;
        var clients = new List<Socket>();
        try
        {
            EchoLoad.WaitForServer(port, server);
            for (var i = 0; i < children; i++) clients.Add(Connect(port));
            var list = string.Join(',', WaitForChildren(server.Id, children));
            var few = children >= 1000 ? 2 : 5;
            Way[] ways =
            [
                new(Ours, () => Statistics.Median(
                    [.. Enumerable.Range(0, few).Select(_ => Time(() => DescriptorSnapshot.Take([server.Id], children: true)))])),
                // Its first reading is not a warm call either.
                new(Reader, () => Statistics.Median([.. Theirs(reader, $"{server.Id}", $"{few + 1}").Split('\n',
                    StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(double.Parse)])),
                new("lsfd -p", () => Time(() => Theirs("lsfd", "-p", list))),
                new("ss -tnp", () => Time(() => Theirs("ss", "-tnp"))),
                new("lsof -p", () => Time(() => Theirs("lsof", "-nP", "-p", list))),
            ];
            for (var turn = 0; turn < turns; turn++)
                foreach (var way in onlyOurs ? ways[..1] : ways) way.Milliseconds.Add(way.Once());
            return ways;
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
            // Its children end with their connections.
            if (!server.HasExited) WaitForChildren(server.Id, 0);
            server.Kill();
            server.WaitForExit();
        }
    }

    private static double Time(Action once)
    {
        var begun = Stopwatch.GetTimestamp();
        once();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    /// <returns>What it has written.</returns>
    private static string Theirs(string name, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Tool.Find(name), arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        socket.Send("?"u8);
        if (socket.Receive(new byte[1]) != 1) throw new InvalidOperationException("서버가 돌려주지 않고 연결을 닫았다.");
        return socket;
    }

    /// <summary>Waits until the server has so many children and all of them sleep, as they do in a notebook between two cells.</summary>
    private static List<int> WaitForChildren(int server, int count)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); Thread.Sleep(1))
        {
            var processes = DescriptorSnapshot.Take([server], children: true).Processes;
            if (processes.Length == count + 1 && processes.All(p => p.State == 'S')) return [.. processes.Select(p => p.Pid)];
        }
        throw new InvalidOperationException($"서버({server})의 자식이 {count}개가 되지 않는다.");
    }
}
