using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Supervision;

/// <summary>
/// The server's terminal (pty(7)). A C program buffers its output whole where stdout is a pipe: its lines would
/// come late, and twice, because fork copies the buffer. And a terminal that goes away sends SIGHUP, which ends
/// the server if this process is killed with SIGKILL and can do nothing itself any more.
/// </summary>
internal sealed class PseudoTerminal
{
    private PseudoTerminal(int master, int slave) => (Master, Slave) = (master, slave);

    /// <summary>Our end, from which the server's output is read; non-blocking.</summary>
    internal int Master { get; }

    /// <summary>The server's end.</summary>
    internal int Slave { get; }

    /// <summary>
    /// Opens a terminal and makes it the controlling terminal of this process's own, new session. This process
    /// leads the session, as a shell does, so that a server that is killed leaves its children alone.
    /// </summary>
    /// <exception cref="LinuxException">a call was refused</exception>
    internal static PseudoTerminal Open()
    {
        BecomeSessionLeader();
        var master = Check(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK), "posix_openpt");
        Check(grantpt(master), "grantpt");
        Check(unlockpt(master), "unlockpt");
        Span<byte> name = stackalloc byte[64];
        var error = ptsname_r(master, name, (nuint)name.Length);
        if (error != 0) throw new LinuxException("ptsname_r", error);
        var slave = Check(openat(AT_FDCWD, name, O_RDWR | O_NOCTTY | O_CLOEXEC), "open");
        Check(ioctl(slave, TIOCSCTTY, 0), "ioctl(TIOCSCTTY)");
        // Output arrives as the server wrote it, without a \r before each \n.
        Check(tcgetattr(slave, out var settings), "tcgetattr");
        settings.c_oflag &= ~(uint)OPOST;
        Check(tcsetattr(slave, TCSANOW, settings), "tcsetattr");
        return new PseudoTerminal(master, slave);
    }

    /// <summary>A hang-up reaches the foreground group: that must be the server's.</summary>
    internal void BringToForeground(int pgid) => _ = tcsetpgrp(Slave, pgid);

    private static void BecomeSessionLeader()
    {
        if (getsid(0) == getpid()) return;
        if (setsid() != -1) return;
        // An interactive shell makes each command the leader of a group, and such a one may not start a session.
        Check(setpgid(0, getpgid(getppid())), "setpgid");
        Check(setsid(), "setsid");
    }

    private static int Check(int result, string call) =>
        result == -1 ? throw new LinuxException(call, errno) : result;
}
