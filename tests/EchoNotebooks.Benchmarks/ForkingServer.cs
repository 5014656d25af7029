using System.Diagnostics;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Benchmarks;

/// <summary>A server that is measured, and what was measured of it.</summary>
/// <param name="name">What people call it.</param>
/// <param name="command">The program and its arguments; the port follows them.</param>
internal sealed class ForkingServer(string name, params string[] command)
{
    /// <summary>A round ends after so long, however many have come.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private const int MostTurns = 3;

    /// <summary>Served before the clock starts.</summary>
    private const int First = 100;

    /// <summary>With listen(…, 5) every server waits for clients whose connect the kernel has put off by a second.</summary>
    private const int Backlog = 1024;

    internal string Name => name;

    internal List<double> PerSecond { get; } = [];

    /// <summary>Processor time of the server and its children for one connection.</summary>
    internal List<double> Microseconds { get; } = [];

    /// <summary>How many parts the memory of the server has, all of which fork copies.</summary>
    internal List<double> Mappings { get; } = [];

    internal void Forget()
    {
        PerSecond.Clear();
        Microseconds.Clear();
        Mappings.Clear();
    }

    /// <summary>
    /// Starts the server, lets clients come, and ends it. The textbook's handler calls printf, and now and then its server stands
    /// still in it for ever (signal-safety(7)): such a turn is measured again.
    /// </summary>
    internal void RunOnce(int atATime)
    {
        for (var turn = 1; ; turn++)
        {
            try
            {
                Measure(atATime);
                return;
            }
            catch (TimeoutException e) when (turn < MostTurns)
            {
                Console.Error.WriteLine($"{name}: {e.Message} 이 차례를 다시 잰다.");
            }
        }
    }

    private void Measure(int atATime)
    {
        var port = EchoLoad.FreePort();
        string[] quiet = ["-c", "exec \"$@\" >/dev/null 2>&1", "sh"];
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", [.. quiet, .. command, $"{port}"]))!;
        try
        {
            EchoLoad.WaitForServer(port, process);
            AcceptQueueLength.Set(process.Id, port, Backlog);
            _ = EchoLoad.Run(port, First, atATime, Longest);
            var before = Processor(process.Id);
            var (connections, perSecond) = EchoLoad.Run(port, int.MaxValue, atATime, Longest);
            PerSecond.Add(perSecond);
            Microseconds.Add((Processor(process.Id) - before).TotalMicroseconds / connections);
            Mappings.Add(File.ReadLines($"/proc/{process.Id}/maps").Count());
        }
        finally
        {
            End(process);
        }
    }

    /// <summary>A child's time becomes its parent's when it is reaped.</summary>
    private static TimeSpan Processor(int pid) => DescriptorSnapshot.Take([pid], children: true).Processes
        .Aggregate(TimeSpan.Zero, (sum, process) => sum + ProcessCost.Processor(process.Pid));

    /// <summary>With the children that still run: the workers of a pool.</summary>
    private static void End(Process process)
    {
        foreach (var child in DescriptorSnapshot.Take([process.Id], children: true).Processes)
            if (child.Pid != process.Id && child.State != 'Z') Process.GetProcessById(child.Pid).Kill();
        process.Kill();
        process.WaitForExit();
    }
}
