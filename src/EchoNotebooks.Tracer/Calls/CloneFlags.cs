using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What a fork, vfork, clone or clone3 was told to share (clone(2)).</summary>
internal static class CloneFlags
{
    /// <summary>clone's first argument, clone3's structure, nothing for fork.</summary>
    internal static ulong Of(int tid, CallInProgress call)
    {
        switch (call.Definition.Name)
        {
            case "clone":
                return call[0];
            case "vfork":
                return CLONE_VM | CLONE_VFORK;
            case "clone3":
                Span<ulong> flags = [0];
                ProcessMemory.Read(tid, call[0], MemoryMarshal.AsBytes(flags));
                return flags[0];
            default:
                return 0;
        }
    }
}
