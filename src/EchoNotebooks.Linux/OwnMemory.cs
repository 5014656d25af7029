using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>The memory of this process.</summary>
internal static class OwnMemory
{
    /// <summary>
    /// No other process of the same user may read it, trace this process or open its descriptors any more (PR_SET_DUMPABLE, prctl(2);
    /// ptrace(2), "Ptrace access mode checking"). Root may. A program that is executed is not concerned.
    /// </summary>
    internal static void Hide() => _ = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
