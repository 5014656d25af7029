namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const ulong CLONE_VM = 0x100;
    internal const ulong CLONE_FILES = 0x400;
    internal const ulong CLONE_PIDFD = 0x1000;
    internal const ulong CLONE_VFORK = 0x4000;
    internal const ulong CLONE_THREAD = 0x10000;
}
