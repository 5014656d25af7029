using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int S_IFMT = 0xF000;
    internal const int S_IWGRP = 0x10;
    internal const int S_IWOTH = 0x2;
    internal const int S_IFIFO = 0x1000;
    internal const int S_IFDIR = 0x4000;
    internal const int S_IFREG = 0x8000;
    internal const int AT_STATX_DONT_SYNC = 0x4000;
    internal const uint STATX_TYPE = 0x1;
    internal const uint STATX_MODE = 0x2;
    internal const uint STATX_UID = 0x8;
    internal const uint STATX_INO = 0x100;

    /// <summary>stat(2) with one layout on every architecture (Linux 4.11).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int statx(int dirfd, ReadOnlySpan<byte> pathname, int flags, uint mask, out statx statxbuf);
}

[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct statx
{
    [FieldOffset(0)] internal uint stx_mask;
    [FieldOffset(20)] internal uint stx_uid;
    [FieldOffset(28)] internal ushort stx_mode;
    [FieldOffset(32)] internal ulong stx_ino;
}
