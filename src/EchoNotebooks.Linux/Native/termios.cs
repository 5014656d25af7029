using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int OPOST = 1;
    internal const int TCSANOW = 0;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tcgetattr(int fd, out termios termios_p);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tcsetattr(int fd, int optional_actions, in termios termios_p);
}

internal struct termios
{
    internal uint c_iflag;
    internal uint c_oflag;
    internal uint c_cflag;
    internal uint c_lflag;
    internal byte c_line;
    internal control_characters c_cc;
    internal uint c_ispeed;
    internal uint c_ospeed;
}

[InlineArray(32)]
internal struct control_characters
{
    private byte cc;
}
