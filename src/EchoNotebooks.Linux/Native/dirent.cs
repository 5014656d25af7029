using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

/// <summary>The fixed part of an entry; the name follows it, ended by a zero byte.</summary>
[StructLayout(LayoutKind.Explicit, Size = 280)]
internal struct dirent64
{
    [FieldOffset(0)] internal ulong d_ino;
    [FieldOffset(8)] internal long d_off;
    [FieldOffset(16)] internal ushort d_reclen;
    [FieldOffset(18)] internal byte d_type;
    [FieldOffset(19)] internal byte d_name;
}
