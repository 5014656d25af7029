using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Benchmarks;

/// <summary>
/// How long it takes to see who holds which descriptor of which socket, for a forking C server with as many children as
/// there are clients: our snapshot, in the process that asks as in a notebook, and the tools of the system as one would
/// start them for that. Theirs is the time from the start of the program to the end of its output, which is not even taken apart.
/// </summary>
internal static class SnapshotBenchmark
{
    internal const string Says = "스냅샷 한 번에 걸리는 시간: 우리 것, lsfd, ss -tnp, lsof";

    private const int Turns = 7;

    /// <summary>How many times faster than lsfd, which is given the pids, a snapshot must be.</summary>
    private const double Promised = 2;

    private sealed record Way(string Name, Action Once, int ATurn = 1)
    {
        internal List<double> Milliseconds { get; } = [];

        internal double Median => Statistics.Median(Milliseconds);
    }

    internal static int Run(string[] args)
    {
        _ = args;
        var server = Tool.Compile("echo_fork.c");
        Console.WriteLine($"밀리초, 번갈아 {Turns}번 재어 가운데 값.");
        Console.WriteLine("서버는 연결마다 자식을 하나 두는 C 프로그램이고 클라이언트는 모두 연결된 채로 있다.");
        Console.WriteLine("  lsfd -p   서버와 자식의 번호만 준 lsfd. lsof -p도 그렇고, lsfd와 ss -tnp는 모든 프로세스를 본다");
        Console.WriteLine("  true      아무 일도 하지 않는 프로그램: 밖의 도구에는 시작하고 끝나는 이 시간이 들어 있다");
        Console.WriteLine($"{"자식",4}{"스냅샷",7}{"lsfd -p",10}{"lsfd",10}{"ss -tnp",10}{"lsof -p",10}{"true",10}"
            + "   스냅샷의 몇 배: lsfd -p, ss -tnp");
        // What the compiler does at first is over when it counts.
        Measure(server, 10, turns: 60, onlyOurs: true);
        var kept = true;
        foreach (var children in (int[])[1, 10, 100, 1000])
        {
            var ways = Measure(server, children, Turns);
            var (ours, lsfd, ss) = (ways[0].Median, ways[1].Median, ways[3].Median);
            var times = string.Concat(ways.Select(way => $"{way.Median,10:0.000}"));
            Console.WriteLine($"{children,6}{times}   {lsfd / ours,23:0.0}, {ss / ours:0.0}");
            kept &= lsfd / ours >= Promised;
        }
        Console.WriteLine($"약속: 스냅샷은 lsfd -p보다 {Promised}배 이상 빠르다. {(kept ? "지켜졌다." : "지켜지지 않았다.")}");
        return kept ? 0 : 1;
    }

    private static Way[] Measure(string program, int children, int turns, bool onlyOurs = false)
    {
        var port = EchoLoad.FreePort();
        using var server = Process.Start(new ProcessStartInfo(program, [$"{port}"]) { RedirectStandardOutput = true })!;
        var clients = new List<Socket>();
        try
        {
            EchoLoad.WaitForServer(port, server);
            for (var i = 0; i < children; i++) clients.Add(Connect(port));
            var pids = WaitForChildren(server.Id, children);
            var list = string.Join(',', pids);
            var few = children >= 1000 ? 1 : 5;
            Way[] ways =
            [
                new("스냅샷", () => DescriptorSnapshot.Take([server.Id], children: true), few),
                new("lsfd -p", () => Theirs("lsfd", "-p", list)),
                new("lsfd", () => Theirs("lsfd")),
                new("ss -tnp", () => Theirs("ss", "-tnp")),
                new("lsof -p", () => Theirs("lsof", "-nP", "-p", list)),
                new("true", () => Theirs("true")),
            ];
            for (var turn = 0; turn < turns; turn++)
            {
                foreach (var way in onlyOurs ? ways[..1] : ways)
                {
                    for (var i = 0; i < way.ATurn; i++)
                    {
                        var begun = Stopwatch.GetTimestamp();
                        way.Once();
                        way.Milliseconds.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                    }
                }
            }
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

    private static void Theirs(string name, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Tool.Find(name), arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
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
