// THE COMMENTS "// the child's CALL(DESCRIPTOR)" AND "// the parent's CALL(DESCRIPTOR)" IN THIS FILE ARE DATA.
// The library reads them to find the line that made a system call (src/EchoNotebooks/Timelines/SourceMarks.cs).

using System.Net;
using System.Runtime.CompilerServices;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>socket, bind, listen: everything of the server socket up to its first client.</summary>
internal static class ListeningSocket
{
    private const int Backlog = 5;

    /// <summary>Runs in the parent. Returns serv_sock, which listens; −1 where it cannot, and has said why.</summary>
    internal static int Open(Arguments arguments)
    {
        // Non-blocking: a client that is gone again before accept must not leave the parent waiting there.
        var serv_sock = socket(PF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0); // the parent's socket()
        if (serv_sock == -1) return Fail("socket() error", errno, arguments);

        // Without it bind is refused for a minute after a restart, as long as the kernel remembers old connections.
        setsockopt(serv_sock, SOL_SOCKET, SO_REUSEADDR, 1, sizeof(int));

        var serv_adr = new sockaddr_in
        {
            sin_family = AF_INET,
            sin_addr = new in_addr { s_addr = htonl(arguments.Any ? INADDR_ANY : INADDR_LOOPBACK) },
            sin_port = htons(arguments.Port),
        };
        if (bind(serv_sock, serv_adr, (uint)Unsafe.SizeOf<sockaddr_in>()) == -1) // the parent's bind()
            return Fail("bind() error", errno, arguments);
        if (listen(serv_sock, Backlog) == -1) // the parent's listen()
            return Fail("listen() error", errno, arguments);
        return serv_sock;
    }

    private static int Fail(string what, int error, Arguments arguments)
    {
        var address = $"{(arguments.Any ? "0.0.0.0" : "127.0.0.1")}:{arguments.Port}";
        var reason = error switch
        {
            EADDRINUSE => "이 포트는 다른 프로세스가 쓰고 있다(EADDRINUSE). 그 프로세스를 끝내거나 다른 포트를 쓴다.",
            EACCES => "1024보다 작은 포트는 관리자만 쓸 수 있다(EACCES). 1024 이상의 포트를 쓴다.",
            _ => $"{Errno.Explain(error)}.",
        };
        Output.Error($"{what}\n{address}: {reason}\n");
        return -1;
    }

    private static uint htonl(uint hostlong) => (uint)IPAddress.HostToNetworkOrder((int)hostlong);

    private static ushort htons(ushort hostshort) => (ushort)IPAddress.HostToNetworkOrder((short)hostshort);
}
