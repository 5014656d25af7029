using System.Diagnostics;
using System.Globalization;
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

    /// <summary>How many times faster than lsfd and than ss a repeated snapshot must be.</summary>
    private static readonly (int Children, double Lsfd, double Ss)[] Promised = [(1, 50, 12), (10, 50, 12), (100, 50, 12), (1000, 30, 7)];

    private sealed record Way(string Name, Action Once, int ATurn = 1)
    {
        internal List<double> Milliseconds { get; } = [];

        internal double Median => Statistics.Median(Milliseconds);
    }

    internal static int Run(string[] args)
    {
        _ = args;
        var server = Tool.Compile("echo_fork.c");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"밀리초, 번갈아 {Turns}번 재어 가운데 값. 서버는 연결마다 자식을 하나 두는 C 프로그램이고 클라이언트는 모두 연결된 채로 있다."));
        Console.WriteLine("  처음      그 프로세스들을 처음 찍는 스냅샷");
        Console.WriteLine("  하나      앞 스냅샷 뒤에 자식 하나가 에코를 한 번 하고 나서 다시 찍는 스냅샷");
        Console.WriteLine("  다시      앞 스냅샷 뒤에 아무도 실행되지 않았을 때 다시 찍는 스냅샷");
        Console.WriteLine("  lsfd -p   서버와 자식의 번호만 준 lsfd. lsof -p도 그렇고, lsfd와 ss -tnp는 모든 프로세스를 본다");
        Console.WriteLine("  true      아무 일도 하지 않는 프로그램: 밖의 도구에는 시작하고 끝나는 이 시간이 들어 있다");
        Console.WriteLine($"{"자식",4}{"처음",8}{"하나",8}{"다시",8}{"lsfd -p",10}{"lsfd",10}{"ss -tnp",10}{"lsof -p",10}{"true",10}   다시의 몇 배: lsfd -p, ss   하나의: lsfd -p, ss   처음의: lsfd -p, ss");
        // What the compiler does at first is over when it counts.
        Measure(server, 10, turns: 60, onlyOurs: true);
        var kept = true;
        foreach (var (children, lsfd, ss) in Promised)
        {
            var ways = Measure(server, children, Turns);
            var times = string.Concat(ways.Select(way => string.Create(CultureInfo.InvariantCulture, $"{way.Median,10:0.000}")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{children,6}{times}   {Ratios(ways, 2),27}{Ratios(ways, 1),23}{Ratios(ways, 0),23}"));
            kept &= ways[3].Median / ways[2].Median >= lsfd && ways[5].Median / ways[2].Median >= ss;
        }
        Console.WriteLine($"약속: 다시 찍는 스냅샷은 lsfd -p보다 50배(자식 1,000개에서 30배), ss -tnp보다 12배(7배) 이상 빠르다. {(kept ? "지켜졌다." : "지켜지지 않았다.")}");
        return kept ? 0 : 1;
    }

    private static string Ratios(Way[] ways, int ours) =>
        string.Create(CultureInfo.InvariantCulture, $"{ways[3].Median / ways[ours].Median:0}, {ways[5].Median / ways[ours].Median:0.0}");

    private static Way[] Measure(string program, int children, int turns, bool onlyOurs = false)
    {
        var port = EchoLoad.FreePort();
        using var server = Process.Start(new ProcessStartInfo(program, [port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
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
                new("처음", () => new SnapshotReader([server.Id], children: true).Take(), few),
                new("하나", () => Ours(server.Id), few),
                new("다시", () => Ours(server.Id), few),
                new("lsfd -p", () => Theirs("lsfd", "-p", list)),
                new("lsfd", () => Theirs("lsfd")),
                new("ss -tnp", () => Theirs("ss", "-tnp")),
                new("lsof -p", () => Theirs("lsof", "-nP", "-p", list)),
                new("true", () => Theirs("true")),
            ];
            for (var turn = 0; turn < turns; turn++)
            {
                foreach (var way in onlyOurs ? ways[..3] : ways)
                {
                    for (var i = 0; i < way.ATurn; i++)
                    {
                        if (way == ways[1])
                        {
                            Echo(clients[(turn * way.ATurn + i) % clients.Count]);
                            WaitForChildren(server.Id, children);
                        }
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

    private static void Ours(int pid) => DescriptorSnapshot.Take([pid], children: true);

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
        Echo(socket);
        return socket;
    }

    private static void Echo(Socket socket)
    {
        socket.Send("?"u8);
        if (socket.Receive(new byte[1]) != 1) throw new InvalidOperationException("서버가 돌려주지 않고 연결을 닫았다.");
    }

    /// <summary>Waits until the server has so many children and all of them sleep, as they do in a notebook between two cells.</summary>
    private static List<int> WaitForChildren(int server, int count)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); Thread.Sleep(1))
        {
            var processes = new SnapshotReader([server], children: true).Take().Processes;
            if (processes.Length == count + 1 && processes.All(p => p.State == 'S')) return [.. processes.Select(p => p.Pid)];
        }
        throw new InvalidOperationException($"서버({server})의 자식이 {count}개가 되지 않는다.");
    }
}
