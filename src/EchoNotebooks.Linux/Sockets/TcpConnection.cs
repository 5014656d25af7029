using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>A TCP connection by its two ends.</summary>
internal sealed class TcpConnection
{
    internal static readonly int QuestionSize = Unsafe.SizeOf<nlmsghdr>() + Unsafe.SizeOf<inet_diag_req_v2>();

    private readonly ulong inode;

    /// <param name="inode">The socket's inode.</param>
    /// <param name="local">Its own end.</param>
    /// <param name="remote">The other end.</param>
    internal TcpConnection(ulong inode, IPEndPoint local, IPEndPoint remote)
    {
        this.inode = inode;
        Question = new byte[QuestionSize];
        var head = new nlmsghdr { nlmsg_len = (uint)QuestionSize, nlmsg_type = SOCK_DIAG_BY_FAMILY, nlmsg_flags = NLM_F_REQUEST };
        var request = new inet_diag_req_v2
        {
            sdiag_family = (byte)(local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? AF_INET : AF_INET6),
            sdiag_protocol = IPPROTO_TCP,
            idiag_states = uint.MaxValue,
        };
        request.id.idiag_sport = (ushort)IPAddress.HostToNetworkOrder((short)local.Port);
        request.id.idiag_dport = (ushort)IPAddress.HostToNetworkOrder((short)remote.Port);
        local.Address.TryWriteBytes(request.id.idiag_src, out _);
        remote.Address.TryWriteBytes(request.id.idiag_dst, out _);
        // INET_DIAG_NOCOOKIE: any socket with these ends.
        MemoryMarshal.AsBytes(new Span<diag_cookie>(ref request.id.idiag_cookie)).Fill(0xff);
        MemoryMarshal.Write(Question, head);
        MemoryMarshal.Write(Question.AsSpan(Unsafe.SizeOf<nlmsghdr>()), request);
    }

    /// <summary>
    /// The kernel's number of the state (netinet/tcp.h); TCP_CLOSE where no table of the kernel holds the socket any more.
    /// </summary>
    internal int State { get; private set; } = TCP_ESTABLISHED;

    internal byte[] Question { get; }

    /// <returns>0 or errno.</returns>
    internal int Take(ReadOnlySpan<byte> message)
    {
        if (message.Length < Unsafe.SizeOf<nlmsghdr>() + sizeof(int)) return EPROTO;
        var head = MemoryMarshal.Read<nlmsghdr>(message);
        var payload = message[Unsafe.SizeOf<nlmsghdr>()..];
        if (head.nlmsg_type == NLMSG_ERROR)
        {
            var errno = -MemoryMarshal.Read<int>(payload);
            if (errno != ENOENT) return errno;
            State = TCP_CLOSE;
            return 0;
        }
        if (payload.Length < Unsafe.SizeOf<inet_diag_msg>()) return EPROTO;
        var socket = MemoryMarshal.Read<inet_diag_msg>(payload);
        // After a RST the listening socket of the same port answers.
        State = socket.idiag_inode == inode ? socket.idiag_state : TCP_CLOSE;
        return 0;
    }
}
