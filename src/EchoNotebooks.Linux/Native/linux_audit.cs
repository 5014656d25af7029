namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const uint AUDIT_ARCH_X86_64 = 0xc000003e;
    internal const uint AUDIT_ARCH_AARCH64 = 0xc00000b7;
}
