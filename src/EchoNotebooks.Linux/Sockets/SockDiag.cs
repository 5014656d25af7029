using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// Asks the kernel for its sockets over netlink (sock_diag(7)), those of this process's network namespace.
/// One thread uses one object.
/// </summary>
internal sealed class SockDiag : IDisposable
{
    private readonly int netlink;
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(32768);

    private SockDiag(int netlink) => this.netlink = netlink;

    /// <summary>Opens the netlink socket; null where the kernel refuses it (a sandbox, a kernel without sock_diag).</summary>
    internal static SockDiag? TryOpen()
    {
        var fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
        return fd < 0 ? null : new(fd);
    }

    public void Dispose()
    {
        _ = close(netlink);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Lists the sockets of one internet protocol.</summary>
    /// <param name="family">AF_INET or AF_INET6.</param>
    /// <param name="protocol">IPPROTO_TCP, IPPROTO_UDP, ….</param>
    /// <param name="states">One bit (1 &lt;&lt; state) for each wanted state.</param>
    /// <param name="seen">Called for each socket.</param>
    /// <returns>0 or errno: the kernel does not answer for this protocol.</returns>
    internal int DumpInet(int family, int protocol, uint states, Action<InetSocket> seen)
    {
        var request = new inet_diag_req_v2
        {
            sdiag_family = (byte)family,
            // Protocols beyond a byte (MPTCP, 262) are named by an attribute.
            sdiag_protocol = protocol > byte.MaxValue ? (byte)IPPROTO_RAW : (byte)protocol,
            idiag_states = states,
        };
        Span<byte> message = stackalloc byte[Unsafe.SizeOf<inet_diag_req_v2>() + Unsafe.SizeOf<nlattr>() + sizeof(int)];
        MemoryMarshal.Write(message, request);
        var attribute = message[Unsafe.SizeOf<inet_diag_req_v2>()..];
        MemoryMarshal.Write(attribute, new nlattr { nla_len = (ushort)attribute.Length, nla_type = INET_DIAG_REQ_PROTOCOL });
        MemoryMarshal.Write(attribute[Unsafe.SizeOf<nlattr>()..], protocol);

        return Dump(message, packet => ReadInet(packet, seen));
    }

    /// <summary>Lists the unix sockets.</summary>
    /// <returns>0 or errno.</returns>
    internal int DumpUnix(Action<UnixSocket> seen)
    {
        var request = new unix_diag_req
        {
            sdiag_family = AF_UNIX,
            udiag_states = uint.MaxValue,
            udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER,
        };
        return Dump(MemoryMarshal.AsBytes(new ReadOnlySpan<unix_diag_req>(in request)), packet => ReadUnix(packet, seen));
    }

    /// <summary>Reads one packet of answers about internet sockets.</summary>
    /// <returns>0 or errno after the last packet; null where more follow.</returns>
    internal static int? ReadInet(ReadOnlySpan<byte> packet, Action<InetSocket> seen) => Read(
        packet, Unsafe.SizeOf<inet_diag_msg>(), payload => seen(new(MemoryMarshal.AsRef<inet_diag_msg>(payload))));

    /// <summary>Reads one packet of answers about unix sockets.</summary>
    /// <returns>0 or errno after the last packet; null where more follow.</returns>
    internal static int? ReadUnix(ReadOnlySpan<byte> packet, Action<UnixSocket> seen) =>
        Read(packet, Unsafe.SizeOf<unix_diag_msg>(), payload =>
        {
            ref readonly var m = ref MemoryMarshal.AsRef<unix_diag_msg>(payload);
            string? name = null;
            uint? peer = null;
            for (var rest = payload[Unsafe.SizeOf<unix_diag_msg>()..]; rest.Length >= Unsafe.SizeOf<nlattr>();)
            {
                var attribute = MemoryMarshal.Read<nlattr>(rest);
                if (attribute.nla_len < Unsafe.SizeOf<nlattr>() || attribute.nla_len > rest.Length) break;
                var value = rest[Unsafe.SizeOf<nlattr>()..attribute.nla_len];
                if (attribute.nla_type == UNIX_DIAG_NAME) name = Name(value);
                else if (attribute.nla_type == UNIX_DIAG_PEER && value.Length >= sizeof(uint)) peer = MemoryMarshal.Read<uint>(value);
                rest = rest[Math.Min(Aligned(attribute.nla_len), rest.Length)..];
            }
            seen(new(m.udiag_type, m.udiag_state, m.udiag_ino, name, peer));
        });

    private int Dump(ReadOnlySpan<byte> request, Func<ReadOnlySpan<byte>, int?> read)
    {
        var head = new nlmsghdr
        {
            nlmsg_len = (uint)(Unsafe.SizeOf<nlmsghdr>() + request.Length),
            nlmsg_type = SOCK_DIAG_BY_FAMILY,
            nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
        };
        Span<byte> packet = stackalloc byte[Unsafe.SizeOf<nlmsghdr>() + request.Length];
        MemoryMarshal.Write(packet, head);
        request.CopyTo(packet[Unsafe.SizeOf<nlmsghdr>()..]);
        if (send(netlink, packet, (nuint)packet.Length, 0) < 0) return Marshal.GetLastPInvokeError();

        while (true)
        {
            var n = recv(netlink, buffer, (nuint)buffer.Length, 0);
            if (n < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno == EINTR) continue;
                return errno;
            }
            if (read(buffer.AsSpan(0, (int)n)) is { } end) return end;
        }
    }

    /// <summary>Gives every answer of a packet that is no shorter than the shortest of its kind.</summary>
    private static int? Read(ReadOnlySpan<byte> packet, int shortest, Action<ReadOnlySpan<byte>> message)
    {
        for (var rest = packet; rest.Length >= Unsafe.SizeOf<nlmsghdr>();)
        {
            var head = MemoryMarshal.Read<nlmsghdr>(rest);
            if (head.nlmsg_len < Unsafe.SizeOf<nlmsghdr>() || head.nlmsg_len > rest.Length) return EPROTO;
            var payload = rest[Unsafe.SizeOf<nlmsghdr>()..(int)head.nlmsg_len];
            // Both begin with an error number, negative as inside the kernel.
            if (head.nlmsg_type == NLMSG_ERROR) return payload.Length < sizeof(int) ? EPROTO : -MemoryMarshal.Read<int>(payload);
            if (head.nlmsg_type == NLMSG_DONE) return payload.Length < sizeof(int) ? 0 : -MemoryMarshal.Read<int>(payload);
            if (payload.Length < shortest) return EPROTO;
            message(payload);
            rest = rest[Math.Min(Aligned((int)head.nlmsg_len), rest.Length)..];
        }
        return null;
    }

    /// <summary>Netlink puts everything at multiples of four bytes.</summary>
    private static int Aligned(int length) => (length + 3) & ~3;

    /// <summary>A path may end with a zero byte; an abstract name begins with one and is shown with '@' in its place (unix(7)).</summary>
    private static string? Name(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return null;
        return name[0] == 0
            ? "@" + Encoding.UTF8.GetString(name[1..]).Replace('\0', '@')
            : Encoding.UTF8.GetString(name.TrimEnd((byte)0));
    }
}
