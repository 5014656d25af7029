using System.Buffers.Binary;
using System.Net;

namespace EchoNotebooks.Linux;

/// <summary>One line of /proc/PID/net/tcp, tcp6, udp, udp6, raw or raw6 (proc_pid_net(5)).</summary>
/// <param name="Local">The own address and port.</param>
/// <param name="Remote">The other end; the zero address and port 0 where there is none.</param>
/// <param name="State">
/// The kernel's number of the TCP state: 1 ESTABLISHED … 10 LISTEN; other protocols use 1 (connected) and 7 (not).
/// </param>
/// <param name="Uid">The user that the socket belongs to.</param>
/// <param name="Inode">The socket's inode; 0 for a socket that no descriptor leads to any more.</param>
public sealed record ProcNetInet(IPEndPoint Local, IPEndPoint Remote, int State, uint Uid, ulong Inode)
{
    private const string Header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    /// <summary>Reads the text of such a file, its line of column names included.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="path">Where they came from, for the error.</param>
    /// <exception cref="ProcFormatException">The text is something else.</exception>
    public static List<ProcNetInet> Parse(ReadOnlySpan<byte> text, string path = "net/tcp")
    {
        var reader = new ProcText(text, path);
        var rows = new List<ProcNetInet>();
        if (!reader.AtEnd && reader.NextLine().IndexOf("local_address"u8) < 0) throw reader.Error("열 이름 줄이 아니다");
        while (!reader.AtEnd)
        {
            var line = reader.NextLine();
            reader.Word(ref line, "sl");
            var local = EndPoint(reader, reader.Word(ref line, "local_address"));
            var remote = EndPoint(reader, reader.Word(ref line, "rem_address"));
            var state = reader.Hex<byte>(reader.Word(ref line, "st"), "st");
            reader.Word(ref line, "tx_queue:rx_queue");
            reader.Word(ref line, "tr:tm->when");
            reader.Word(ref line, "retrnsmt");
            var uid = reader.Number<uint>(ref line, "uid");
            reader.Word(ref line, "timeout");
            rows.Add(new(local, remote, state, uid, reader.Number<ulong>(ref line, "inode")));
        }
        return rows;
    }

    /// <summary>The text that <see cref="Parse"/> reads; columns that are not kept are 0.</summary>
    /// <param name="rows">The lines.</param>
    public static string Print(IEnumerable<ProcNetInet> rows) =>
        Header + string.Concat(rows.Select((row, i) =>
            $"{i,4}: {Hex(row.Local)} {Hex(row.Remote)} {row.State:X2} 00000000:00000000 00:00000000 00000000"
            + $" {row.Uid,5}        0 {row.Inode}\n"));

    /// <summary>
    /// "0100007F:1F90": the address as 32-bit words that the CPU took from network order without turning them, the port as a
    /// number.
    /// </summary>
    private static IPEndPoint EndPoint(ProcText reader, ReadOnlySpan<byte> word)
    {
        var colon = word.IndexOf((byte)':');
        if (colon is not (8 or 32)) throw reader.Error($"IPv4 주소도 IPv6 주소도 아니다: '{ProcText.Quote(word)}'");
        Span<byte> address = stackalloc byte[colon / 2];
        for (var i = 0; i < address.Length; i += 4)
            BinaryPrimitives.WriteUInt32LittleEndian(address[i..], reader.Hex<uint>(word.Slice(2 * i, 8), "주소"));
        return new(new IPAddress(address), reader.Hex<ushort>(word[(colon + 1)..], "포트"));
    }

    private static string Hex(IPEndPoint end)
    {
        var address = end.Address.GetAddressBytes();
        for (var i = 0; i < address.Length; i += 4) Array.Reverse(address, i, 4);
        return $"{Convert.ToHexString(address)}:{end.Port:X4}";
    }
}
