namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int NETLINK_SOCK_DIAG = 4;
    internal const int NLM_F_REQUEST = 0x1;
    internal const int NLM_F_DUMP = 0x300;
    internal const int NLMSG_ERROR = 2;
    internal const int NLMSG_DONE = 3;
}

internal struct nlmsghdr
{
    internal uint nlmsg_len;
    internal ushort nlmsg_type;
    internal ushort nlmsg_flags;
    internal uint nlmsg_seq;
    internal uint nlmsg_pid;
}

internal struct nlattr
{
    internal ushort nla_len;
    internal ushort nla_type;
}
