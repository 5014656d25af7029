using System.Net;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Linux.Tests.Sockets;

/// <summary>Packets of netlink(7) that are cut off or lie about their length are an error, never a fault of the reader.</summary>
public sealed class NetlinkPacketTests
{
    /// <summary>Answers of every kind and of every length, with every length that an answer can say of itself.</summary>
    public static IEnumerable<byte[]> Packets =>
        from type in (byte[])[2, 3, 20] // NLMSG_ERROR, NLMSG_DONE, SOCK_DIAG_BY_FAMILY
        from length in Enumerable.Range(0, 90)
        from said in (int[])[0, 15, 16, 17, 20, length, length + 1]
        select Packet(type, length, said);

    [Fact]
    public void A_packet_of_any_length_is_read_or_refused()
    {
        foreach (var packet in Packets)
        {
            SockDiag.ReadInet(packet, _ => { });
            SockDiag.ReadUnix(packet, _ => { });
            Connection().Take(packet);
        }
    }

    [Fact]
    public void An_answer_that_is_cut_off_is_a_protocol_error()
    {
        Assert.Equal(Libc.EPROTO, SockDiag.ReadInet(Packet(20, 40, 40), _ => Assert.Fail("it is none")));
        Assert.Equal(Libc.EPROTO, SockDiag.ReadUnix(Packet(20, 20, 20), _ => Assert.Fail("it is none")));
        Assert.Equal(Libc.EPROTO, Connection().Take(Packet(20, 40, 40)));
    }

    private static TcpConnection Connection() => new(1, new(IPAddress.Loopback, 1), new(IPAddress.Loopback, 2));

    private static byte[] Packet(byte type, int length, int said)
    {
        var packet = new byte[length];
        if (length >= 6) (packet[0], packet[4]) = ((byte)said, type);
        return packet;
    }
}
