namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int UDIAG_SHOW_NAME = 0x1;
    internal const int UDIAG_SHOW_PEER = 0x4;
    internal const int UNIX_DIAG_NAME = 0;
    internal const int UNIX_DIAG_PEER = 2;
}

internal struct unix_diag_req
{
    internal byte sdiag_family;
    internal byte sdiag_protocol;
    internal ushort pad;
    internal uint udiag_states;
    internal uint udiag_ino;
    internal uint udiag_show;
    internal diag_cookie udiag_cookie;
}

internal struct unix_diag_msg
{
    internal byte udiag_family;
    internal byte udiag_type;
    internal byte udiag_state;
    internal byte pad;
    internal uint udiag_ino;
    internal diag_cookie udiag_cookie;
}
