using System.Diagnostics;

namespace EchoNotebooks.Benchmarks;

/// <summary>
/// Connections per second of one C server: alone, under strace that decodes descriptors (-yy: of the acting one
/// only), and recorded by echo-tracer with who owns what at every step. The same calls are traced by both.
/// </summary>
internal static class TraceBenchmark
{
    internal const string Says = "추적을 받으며 1초에 처리하는 연결 수: 그냥, strace -f -yy, echo-tracer";

    private const int AtATime = 8;
    private const int Turns = 5;
    private const int Connections = 1500;

    /// <summary>Served before the clock starts: a runtime compiles, a cache fills.</summary>
    private const int First = 300;

    /// <summary>The list: what echo-tracer shows of such a server.</summary>
    private const string Calls =
        "socket,bind,listen,accept,accept4,connect,shutdown,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,"
        + "close,close_range,dup,dup2,dup3,fork,vfork,clone,clone3,execve,wait4,waitid,exit_group";

    private sealed record Way(string Name, string[] Before)
    {
        internal List<double> First { get; } = [];

        internal List<double> Then { get; } = [];
    }

    /// <param name="args">Nothing for all of it; the number of a way and a server for one turn of it, which is printed.</param>
    internal static IReadOnlyList<Figure> Measure(string[] args)
    {
        Way[] ways =
        [
            new("추적 없이", []),
            new("strace -f -yy --seccomp-bpf",
                [Tool.Find("strace"), "-f", "-yy", "--seccomp-bpf", "-e", $"trace={Calls}", "-o", "/dev/null"]),
            // Native where that could be made, as a recording starts it.
            new("echo-tracer --deltas", [.. LibraryFiles.ProgramCommand("echo-tracer"), "--deltas", "--"]),
        ];
        if (args is [var number, var program])
        {
            var (first, then) = Turn(ways[int.Parse(number)].Before, program);
            Console.WriteLine($"{first} {then}");
            return [];
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
        return
        [
            Compare("처음 300개", ways, way => way.First, 1.5),
            Compare("그다음", ways, way => way.Then, 2),
        ];
    }

    private static Figure Compare(string when, Way[] ways, Func<Way, List<double>> of, double atLeast)
    {
        var (plain, strace, ours) = (of(ways[0]), of(ways[1]), of(ways[2]));
        return new($"echo-tracer: 연결/초, 한 번에 {AtATime}, {when}", ways[1].Name, [.. ours.Zip(strace, (one, other) => one / other)])
        {
            AtLeast = atLeast,
            Reason = $"{Statistics.Median(ours):0}/초, 기준 {Statistics.Median(strace):0}/초, 추적 없이 {Statistics.Median(plain):0}/초",
        };
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
            return (EchoLoad.Run(port, First, AtATime).PerSecond, EchoLoad.Run(port, Connections, AtATime).PerSecond);
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
