using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Supervision;

/// <summary>
/// The server's terminal. This process leads its session, as a shell does, so that a server that is killed leaves its
/// children alone; when this process is killed with SIGKILL, the hang-up (SIGHUP) ends the server.
/// </summary>
internal static class ControllingTerminal
{
    /// <summary>Opens a terminal and makes it the controlling terminal of this process's own, new session.</summary>
    /// <exception cref="LinuxException">A call was refused.</exception>
    internal static PseudoTerminal Open()
    {
        BecomeSessionLeader();
        var terminal = PseudoTerminal.Open(nonBlocking: true);
        Check(ioctl(terminal.Slave, TIOCSCTTY, 0), "ioctl(TIOCSCTTY)");
        return terminal;
    }

    /// <summary>A hang-up reaches the foreground group: that must be the server's.</summary>
    internal static void BringToForeground(PseudoTerminal terminal, int pgid) => _ = tcsetpgrp(terminal.Slave, pgid);

    private static void BecomeSessionLeader()
    {
        if (getsid(0) == getpid()) return;
        if (setsid() != -1) return;
        // An interactive shell makes each command the leader of a group, and a group's leader may not start a session.
        Check(setpgid(0, getpgid(getppid())), "setpgid");
        Check(setsid(), "setsid");
    }

    private static void Check(int result, string call)
    {
        if (result == -1) throw new LinuxException(call, errno);
    }
}
