namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int SECCOMP_MODE_FILTER = 2;
    internal const uint SECCOMP_RET_ALLOW = 0x7fff0000;
    internal const uint SECCOMP_RET_TRACE = 0x7ff00000;
}

/// <summary>What a filter sees of a system call. An array in C: the arguments follow the first one.</summary>
internal struct seccomp_data
{
    internal int nr;
    internal uint arch;
    internal ulong instruction_pointer;
    internal system_call_arguments args;
}
