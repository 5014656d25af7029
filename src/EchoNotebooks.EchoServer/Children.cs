// THE COMMENTS "// the child's CALL(DESCRIPTOR)" AND "// the parent's CALL(DESCRIPTOR)" IN THIS FILE ARE DATA.
// The library reads them to find the line that made a system call (src/EchoNotebooks/Timelines/SourceMarks.cs).

using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>The children that were forked and not reaped yet. All of it runs in the parent.</summary>
internal sealed class Children
{
    private readonly HashSet<int> alive = [];

    internal int Count => alive.Count;

    internal void Add(int pid) => alive.Add(pid);

    /// <summary>
    /// Reaps every child that has ended, and none that has not. A loop, because signals do not queue: two
    /// children that end together may send one SIGCHLD, and a single waitpid would leave a zombie. Where no child is left it
    /// does not ask whether another has ended.
    /// </summary>
    internal void ReapEnded()
    {
        if (Step.Enabled && !IsThereAZombie()) return;
        Step.Reached("before waitpid"u8);
        while (alive.Count > 0 && waitpid(-1, out _, WNOHANG) is > 0 and var pid) Removed(pid); // the parent's wait(WNOHANG)
    }

    /// <summary>Sends SIGTERM to every child and waits until each is reaped.</summary>
    internal void End()
    {
        Step.Enabled = false;
        foreach (var pid in alive)
        {
            _ = kill(pid, SIGTERM);
            // A stopped process takes a signal only once it goes on.
            _ = kill(pid, SIGCONT);
        }
        while (alive.Count > 0)
        {
            var pid = waitpid(-1, out _, 0); // the parent's wait()
            if (pid > 0) Removed(pid);
            else if (errno != EINTR) return;
        }
    }

    private void Removed(int pid)
    {
        alive.Remove(pid);
        Output.Line(STDOUT_FILENO, "removed proc id: "u8, pid);
        Step.Reached("after waitpid"u8);
    }

    /// <summary>Only looks (WNOWAIT): a SIGCHLD may be left over from a child that an earlier loop has reaped.</summary>
    private static bool IsThereAZombie() =>
        waitid(P_ALL, 0, out var info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}
