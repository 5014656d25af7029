using System.Diagnostics;

namespace EchoNotebooks.Benchmarks;

/// <summary>
/// Connections per second of one C server: alone, under strace that decodes descriptors (-yy: of the acting one
/// only), and recorded by echo-tracer with who owns what at every step. The same calls are traced by both.
/// </summary>
internal static class TraceBenchmark
{
    internal const string Says = "추적을 받으며 1초에 처리하는 연결 수: 그냥, strace -f -yy, echo-tracer";

    /// <summary>How many times more connections than strace's the recording must serve.</summary>
    private const double Promised = 1.5;

    private const int AtATime = 8;
    private const int Turns = 5;
    private const int Connections = 1500;

    /// <summary>Served before the clock starts: a runtime compiles, a cache fills.</summary>
    private const int First = 300;

    /// <summary>The issue's list: what echo-tracer shows of such a server.</summary>
    private const string Calls =
        "socket,bind,listen,accept,accept4,connect,shutdown,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,"
        + "close,close_range,dup,dup2,dup3,fork,vfork,clone,clone3,execve,wait4,waitid,exit_group";

    private sealed record Way(string Name, string[] Before)
    {
        internal List<double> First { get; } = [];

        internal List<double> Then { get; } = [];
    }

    /// <summary>Without arguments all of it; with the number of a way and a server, one turn of it.</summary>
    internal static int Run(string[] args)
    {
        Way[] ways =
        [
            new("추적 없이", []),
            new("strace -f -yy --seccomp-bpf",
                [Tool.Find("strace"), "-f", "-yy", "--seccomp-bpf", "-e", $"trace={Calls}", "-o", "/dev/null"]),
            new("echo-tracer --deltas", [Path.Combine(AppContext.BaseDirectory, "echo-tracer"), "--deltas", "--"]),
        ];
        if (args is [var number, var program])
        {
            var (first, then) = Turn(ways[int.Parse(number)].Before, program);
            Console.WriteLine($"{first} {then}");
            return 0;
        }

        var server = Tool.Compile("echo_fork.c");
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                // A turn leaves thousands of connections in TIME_WAIT, and strace looks for its sockets among all that there are.
                var said = NetworkOfItsOwn.Run("trace", way.ToString(), server).Split(' ');
                ways[way].First.Add(double.Parse(said[0]));
                ways[way].Then.Add(double.Parse(said[1]));
            }
        }
        return Report(ways[1], ways[2], ways);
    }

    private static int Report(Way strace, Way tracer, Way[] ways)
    {
        Console.WriteLine($"연결마다 에코 한 번, 한 번에 {AtATime}개씩, {Connections}개; 번갈아 {Turns}번 재어 가운데 값 (연결/초)");
        Console.WriteLine($"{"",-30}{$"처음 {First}개",12}{"그다음",12}{"strace의 몇 배",16}");
        foreach (var way in ways)
        {
            var (first, then) = (Statistics.Median(way.First), Statistics.Median(way.Then));
            Console.WriteLine($"{way.Name,-30}{first,12:0}{then,12:0}{then / Statistics.Median(strace.Then),16:0.00}");
        }
        var ratio = Statistics.Median(tracer.Then) / Statistics.Median(strace.Then);
        Console.WriteLine($"약속한 {Promised:0.0}배 이상{(ratio >= Promised ? "이다" : "이 아니다")}: {ratio:0.00}배");
        return ratio >= Promised ? 0 : 1;
    }

    private static (double First, double Then) Turn(string[] before, string server)
    {
        var port = EchoLoad.FreePort();
        string[] command = [.. before, server, port.ToString()];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        // As the library does: what is written is read at once.
        var reading = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        try
        {
            EchoLoad.WaitForServer(port, process);
            return (EchoLoad.Run(port, First, AtATime), EchoLoad.Run(port, Connections, AtATime));
        }
        finally
        {
            // strace lets go of what it traces when it is killed: the server first, and both tracers end by themselves.
            if (before.Length == 0) process.Kill();
            else foreach (var child in ChildrenOf(process.Id)) Process.GetProcessById(child).Kill();
            process.WaitForExit();
            reading.Wait();
        }
    }

    /// <summary>The kernel lists them by the thread that forked them (proc_pid_children(5)).</summary>
    private static IEnumerable<int> ChildrenOf(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .SelectMany(ChildrenOfThread)
        .Select(child => int.Parse(child));

    private static string[] ChildrenOfThread(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // The thread has ended.
            return [];
        }
    }
}
