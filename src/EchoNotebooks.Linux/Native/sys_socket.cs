using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int AF_UNIX = 1;
    internal const int AF_INET = 2;
    internal const int PF_INET = 2;
    internal const int AF_INET6 = 10;
    internal const int AF_NETLINK = 16;

    internal const int SOCK_STREAM = 1;
    internal const int SOCK_DGRAM = 2;
    internal const int SOCK_RAW = 3;
    internal const int SOCK_SEQPACKET = 5;
    internal const int SOCK_NONBLOCK = 0x800;
    internal const int SOCK_CLOEXEC = 0x80000;

    internal const int SOL_SOCKET = 1;
    internal const int SO_REUSEADDR = 2;
    internal const int SO_PROTOCOL = 38;
    internal const int SO_DOMAIN = 39;
    internal const int SCM_RIGHTS = 1;
    internal const int MSG_DONTWAIT = 0x40;
    internal const int SHUT_RD = 0;
    internal const int SHUT_WR = 1;
    internal const int SHUT_RDWR = 2;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int socketpair(int domain, int type, int protocol, Span<int> sv);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setsockopt(int sockfd, int level, int optname, in int optval, uint optlen);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int bind(int sockfd, in sockaddr_in addr, uint addrlen);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int listen(int sockfd, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int accept(int sockfd, out sockaddr_in addr, ref uint addrlen);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getsockopt(int sockfd, int level, int optname, out int optval, ref uint optlen);

    /// <summary>Fills in a struct sockaddr of any family: the family's number comes first.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getsockname(int sockfd, Span<byte> addr, ref uint addrlen);

    /// <summary>Fills in a struct sockaddr of any family: the family's number comes first.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getpeername(int sockfd, Span<byte> addr, ref uint addrlen);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int shutdown(int sockfd, int how);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint send(int sockfd, ReadOnlySpan<byte> buf, nuint len, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint recv(int sockfd, Span<byte> buf, nuint len, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendmsg(int sockfd, in msghdr msg, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint recvmsg(int sockfd, ref msghdr msg, int flags);
}

/// <summary>A message: addresses of its data (struct iovec) and of what it carries beside (struct cmsghdr, cmsg(3)).</summary>
internal struct msghdr
{
    internal nint msg_name;
    internal uint msg_namelen;
    internal nint msg_iov;
    internal nuint msg_iovlen;
    internal nint msg_control;
    internal nuint msg_controllen;
    internal int msg_flags;
}

/// <summary>The head of one piece of control data; what it carries follows.</summary>
internal struct cmsghdr
{
    internal nuint cmsg_len;
    internal int cmsg_level;
    internal int cmsg_type;
}
