namespace EchoNotebooks.Linux;

/// <summary>One mapping of a process's memory, of which only what is asked for here is kept (proc_pid_maps(5)).</summary>
/// <param name="Start">Its first address.</param>
/// <param name="End">The address behind its last one.</param>
/// <param name="Access">What it may be used for.</param>
/// <param name="IsAnonymous">Whether neither a file nor the kernel gives it a name.</param>
internal readonly record struct MemoryArea(nuint Start, nuint End, MemoryAccess Access, bool IsAnonymous)
{
    internal nuint Length => End - Start;

    internal bool Contains(nuint address) => Start <= address && address < End;

    /// <summary>Reads /proc/PID/maps; allocates nothing where the list has room.</summary>
    internal static void Parse(ReadOnlySpan<byte> text, List<MemoryArea> areas)
    {
        var reader = new ProcText(text, "maps");
        while (!reader.AtEnd)
        {
            // 7f33d2c00000-7f33d2c10000 rw-p 00000000 00:00 0    [heap]
            var line = reader.NextLine();
            var dash = line.IndexOf((byte)'-');
            if (dash < 0) throw reader.Error("주소의 범위가 없다");
            var start = reader.Hex<ulong>(line[..dash], "처음 주소");
            line = line[(dash + 1)..];
            var end = reader.Hex<ulong>(reader.Word(ref line, "끝 주소"), "끝 주소");
            var access = reader.Word(ref line, "권한");
            for (var i = 0; i < 3; i++) reader.Word(ref line, "offset, dev, inode");
            areas.Add(new((nuint)start, (nuint)end, AccessOf(access), line.Trim((byte)' ').IsEmpty));
        }
    }

    private static MemoryAccess AccessOf(ReadOnlySpan<byte> letters) =>
        letters.SequenceEqual("---p"u8) ? MemoryAccess.Reserved
        : letters.SequenceEqual("rw-p"u8) ? MemoryAccess.Data
        : MemoryAccess.Other;
}
