namespace EchoNotebooks.Linux;

/// <summary>What /proc/PID/fdinfo/N says of any descriptor (proc_pid_fdinfo(5)).</summary>
/// <param name="Position">The file offset of the open file description, in bytes.</param>
/// <param name="Flags">
/// The access mode and status flags of the open file description, and O_CLOEXEC for the descriptor's own flag (open(2)).
/// </param>
/// <param name="MountId">The id of the mount that holds the file (proc_pid_mountinfo(5); Linux 3.15).</param>
/// <param name="Inode">The file's inode; null before Linux 5.14.</param>
public sealed record FdInfo(long Position, int Flags, int? MountId, ulong? Inode)
{
    private const int O_CLOEXEC = Native.Libc.O_CLOEXEC;

    /// <summary>Whether the descriptor is closed by execve(2).</summary>
    public bool CloseOnExec => (Flags & O_CLOEXEC) != 0;

    /// <summary>Reads the text of /proc/PID/fdinfo/N; lines that belong to a special kind of file are passed over.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="path">Where they came from, for the error.</param>
    /// <exception cref="ProcFormatException">The text is something else.</exception>
    public static FdInfo Parse(ReadOnlySpan<byte> text, string path = "fdinfo")
    {
        var reader = new ProcText(text, path);
        long? position = null;
        int? flags = null, mount = null;
        ulong? inode = null;
        while (!reader.AtEnd)
        {
            var line = reader.NextLine();
            // The kernel writes the general lines first; a special kind's lines may repeat their names.
            if (position is null && line.StartsWith("pos:"u8)) position = reader.Number<long>(line[4..].Trim((byte)'\t'), "pos");
            else if (flags is null && line.StartsWith("flags:"u8)) flags = reader.Octal(line[6..].Trim((byte)'\t'), "flags");
            else if (mount is null && line.StartsWith("mnt_id:"u8)) mount = reader.Number<int>(line[7..].Trim((byte)'\t'), "mnt_id");
            else if (inode is null && line.StartsWith("ino:"u8)) inode = reader.Number<ulong>(line[4..].Trim((byte)'\t'), "ino");
            else break;
        }
        return new(position ?? throw reader.Error("pos가 없다"), flags ?? throw reader.Error("flags가 없다"), mount, inode);
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        $"pos:\t{Position}\nflags:\t0{Convert.ToString(Flags, 8)}\n"
        + (MountId is { } mount ? $"mnt_id:\t{mount}\n" : "") + (Inode is { } inode ? $"ino:\t{inode}\n" : "");
}
