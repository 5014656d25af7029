using System.Runtime.CompilerServices;

namespace EchoNotebooks.Linux.Native;

/// <summary>What getdents64(2) writes; <see cref="d_reclen"/> says where the next entry begins.</summary>
internal struct dirent64
{
    internal ulong d_ino;
    internal long d_off;
    internal ushort d_reclen;
    internal byte d_type;
    internal dirent_name d_name;
}

/// <summary>A name, ended by a zero byte.</summary>
[InlineArray(256)]
internal struct dirent_name
{
    private byte first;
}
