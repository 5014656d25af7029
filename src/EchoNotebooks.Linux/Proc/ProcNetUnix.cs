using System.Text;

namespace EchoNotebooks.Linux;

/// <summary>One line of /proc/PID/net/unix (proc_pid_net(5), unix(7)).</summary>
/// <param name="Flags">0x10000 (__SO_ACCEPTCON) for a socket that listens.</param>
/// <param name="Type">1 stream, 2 datagram, 5 seqpacket.</param>
/// <param name="State">1 not connected, 2 connecting, 3 connected, 4 disconnecting.</param>
/// <param name="Inode">The socket's inode.</param>
/// <param name="Path">Its path, "@name" in the abstract namespace; null where it has no name.</param>
public sealed record ProcNetUnix(uint Flags, int Type, int State, ulong Inode, string? Path)
{
    /// <summary>__SO_ACCEPTCON: the socket listens.</summary>
    public const uint Listens = 0x10000;

    /// <summary>SS_CONNECTED, as <see cref="State"/>.</summary>
    public const int Connected = 3;

    /// <summary>Reads the text of the file, its line of column names included.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="path">Where they came from, for the error.</param>
    /// <exception cref="ProcFormatException">The text is something else.</exception>
    public static List<ProcNetUnix> Parse(ReadOnlySpan<byte> text, string path = "net/unix")
    {
        var reader = new ProcText(text, path);
        var rows = new List<ProcNetUnix>();
        if (!reader.AtEnd && !reader.NextLine().StartsWith("Num"u8)) throw reader.Error("열 이름 줄이 아니다");
        while (!reader.AtEnd)
        {
            var line = reader.NextLine();
            if (!StartsRow(line))
            {
                // The kernel prints a name as it is: one that contains a newline goes on here.
                if (rows is not [.., { Path: { } begun } last]) throw reader.Error("소켓의 줄이 아니다");
                rows[^1] = last with { Path = begun + '\n' + Encoding.UTF8.GetString(line) };
                continue;
            }
            reader.Word(ref line, "Num");
            reader.Word(ref line, "RefCount");
            reader.Word(ref line, "Protocol");
            var flags = reader.Hex<uint>(reader.Word(ref line, "Flags"), "Flags");
            var type = reader.Hex<ushort>(reader.Word(ref line, "Type"), "Type");
            var state = reader.Hex<byte>(reader.Word(ref line, "St"), "St");
            var inode = reader.Number<ulong>(ref line, "Inode");
            rows.Add(new(flags, type, state, inode, line.IsEmpty ? null : Encoding.UTF8.GetString(line[1..])));
        }
        return rows;
    }

    /// <summary>The text that <see cref="Parse"/> reads; columns that are not kept are 0.</summary>
    /// <param name="rows">The lines.</param>
    public static string Print(IEnumerable<ProcNetUnix> rows) =>
        "Num       RefCount Protocol Flags    Type St Inode Path\n" + string.Concat(rows.Select(row =>
            $"0000000000000000: 00000002 00000000 {row.Flags:X8} {row.Type:X4} {row.State:X2} {row.Inode,5}"
            + (row.Path is null ? "\n" : $" {row.Path}\n")));

    /// <summary>"0000000000000000: 00000002 …"</summary>
    private static bool StartsRow(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf(": "u8);
        if (colon is not (8 or 16)) return false;
        foreach (var digit in line[..colon])
            if (!char.IsAsciiHexDigit((char)digit)) return false;
        return true;
    }
}
