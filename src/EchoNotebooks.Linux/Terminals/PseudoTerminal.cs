using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// A pseudo-terminal (pty(7)) for a program's standard output. A C program buffers its output whole where stdout is a
/// pipe: its lines would come late, and twice, because fork copies the buffer. Output arrives as the program wrote it,
/// without a \r before each \n.
/// </summary>
/// <param name="Master">Our end, from which the output is read.</param>
/// <param name="Slave">The program's end.</param>
internal readonly record struct PseudoTerminal(int Master, int Slave)
{
    /// <summary>Opens a terminal that controls no process.</summary>
    /// <param name="nonBlocking">Whether reads of <see cref="Master"/> never wait.</param>
    /// <exception cref="LinuxException">A call was refused.</exception>
    internal static PseudoTerminal Open(bool nonBlocking = false)
    {
        var master = Check(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | (nonBlocking ? O_NONBLOCK : 0)), "posix_openpt");
        Check(grantpt(master), "grantpt");
        Check(unlockpt(master), "unlockpt");
        Span<byte> name = stackalloc byte[64];
        var error = ptsname_r(master, name, (nuint)name.Length);
        if (error != 0) throw new LinuxException("ptsname_r", error);
        var slave = Check(openat(AT_FDCWD, name, O_RDWR | O_NOCTTY | O_CLOEXEC), "open");
        Check(tcgetattr(slave, out var settings), "tcgetattr");
        settings.c_oflag &= ~(uint)OPOST;
        Check(tcsetattr(slave, TCSANOW, settings), "tcsetattr");
        return new(master, slave);
    }

    private static int Check(int result, string call) => result == -1 ? throw new LinuxException(call, errno) : result;
}
