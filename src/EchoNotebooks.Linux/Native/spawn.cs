using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const short POSIX_SPAWN_SETPGROUP = 0x02;
    internal const short POSIX_SPAWN_SETSIGDEF = 0x04;
    internal const short POSIX_SPAWN_SETSIGMASK = 0x08;

    // Every function here returns the error number itself; errno is not set.

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_init(out posix_spawn_file_actions_t file_actions);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_destroy(ref posix_spawn_file_actions_t file_actions);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_adddup2(ref posix_spawn_file_actions_t file_actions, int fildes, int newfildes);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_addopen(
        ref posix_spawn_file_actions_t file_actions, int fildes, ReadOnlySpan<byte> path, int oflag, uint mode);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_init(out posix_spawnattr_t attr);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_destroy(ref posix_spawnattr_t attr);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setflags(ref posix_spawnattr_t attr, short flags);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setpgroup(ref posix_spawnattr_t attr, int pgroup);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setsigdefault(ref posix_spawnattr_t attr, in sigset_t sigdefault);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setsigmask(ref posix_spawnattr_t attr, in sigset_t sigmask);

    /// <param name="pid">The new process.</param>
    /// <param name="file">A program by name (searched on PATH) or path, ending in NUL.</param>
    /// <param name="file_actions">What happens to descriptors before the program starts.</param>
    /// <param name="attrp">Group, signal dispositions and mask.</param>
    /// <param name="argv">Addresses of C strings, the last one 0.</param>
    /// <param name="envp">Addresses of C strings, the last one 0.</param>
    [LibraryImport("libc")]
    internal static partial int posix_spawnp(
        out int pid, ReadOnlySpan<byte> file, in posix_spawn_file_actions_t file_actions, in posix_spawnattr_t attrp,
        ReadOnlySpan<nint> argv, ReadOnlySpan<nint> envp);
}

/// <summary>Opaque; 80 bytes in glibc and in musl.</summary>
[InlineArray(10)]
internal struct posix_spawn_file_actions_t
{
    private ulong opaque;
}

/// <summary>Opaque; 336 bytes in glibc and in musl.</summary>
[InlineArray(42)]
internal struct posix_spawnattr_t
{
    private ulong opaque;
}
