using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>Processes that an ordeal has started, and what is done to them.</summary>
internal static class Victims
{
    /// <summary>All processes below one, with their names.</summary>
    internal static IReadOnlyList<ProcessFact> Below(int pid) =>
        [.. DescriptorSnapshot.Take([pid], children: true).Processes.Where(process => process.Pid != pid)];

    internal static IReadOnlyList<int> PidsBelow(int pid) => [.. Below(pid).Select(process => process.Pid)];

    internal static int ParentOf(int pid) => ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat")).Ppid;

    /// <summary>The child that serves a client: the only one with that connection.</summary>
    internal static int ChildOf(int server) => Assert.Single(PidsBelow(server));

    internal static void Kill(Scene scene, int pid)
    {
        scene.Counts.Injured();
        Assert.Equal(0, Libc.kill(pid, Libc.SIGKILL));
    }

    internal static Task StopAsync(Scene scene, int pid)
    {
        scene.Counts.Injured();
        return RunningServer.StopAsync(pid);
    }

    /// <summary>Waits until all of them have ended and are reaped.</summary>
    internal static Task GoneAsync(IEnumerable<int> pids)
    {
        var left = pids.ToList();
        return Wait.UntilAsync(
            () => left.RemoveAll(pid => !Directory.Exists($"/proc/{pid}")) >= 0 && left.Count == 0,
            () => $"these processes end:\n{ServerLoad.Where(left)}");
    }
}
