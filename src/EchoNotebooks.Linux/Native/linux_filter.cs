namespace EchoNotebooks.Linux.Native;

// The codes of instructions are in <linux/bpf_common.h>, which <linux/filter.h> includes.
internal static partial class Libc
{
    internal const ushort BPF_LD = 0x00;
    internal const ushort BPF_JMP = 0x05;
    internal const ushort BPF_RET = 0x06;
    internal const ushort BPF_W = 0x00;
    internal const ushort BPF_ABS = 0x20;
    internal const ushort BPF_JEQ = 0x10;
    internal const ushort BPF_K = 0x00;
}

/// <summary>One instruction of the classic BPF machine.</summary>
internal struct sock_filter
{
    internal ushort code;
    internal byte jt;
    internal byte jf;
    internal uint k;
}

/// <summary>A filter: so many instructions, and the address of the first.</summary>
internal struct sock_fprog
{
    internal ushort len;
    internal nint filter;
}
