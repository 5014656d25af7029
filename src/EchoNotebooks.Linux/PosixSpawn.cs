using System.Text;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// Starts a program by posix_spawn(3): in a process group of its own, with /dev/null as its stdin and no descriptor but
/// 0, 1, 2 and what it is given, with every signal's default disposition (the runtime ignores SIGPIPE) and an empty mask.
/// </summary>
internal static class PosixSpawn
{
    /// <summary>Starts a program.</summary>
    /// <param name="file">The program, by name (looked for along PATH) or path.</param>
    /// <param name="argv">Its arguments, its own name first.</param>
    /// <param name="envp">Its environment.</param>
    /// <param name="descriptors">Descriptors of this process, each with the number that it has there.</param>
    /// <returns>Its pid, which is its group's id as well.</returns>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    internal static int Start(string file, CStrings argv, CStrings envp, params ReadOnlySpan<(int Here, int There)> descriptors)
    {
        // Descriptors that this process inherited are not handed on.
        _ = syscall(SYS_close_range.Number, 3u, uint.MaxValue, CLOSE_RANGE_CLOEXEC);
        _ = posix_spawn_file_actions_init(out var actions);
        _ = posix_spawnattr_init(out var attributes);
        try
        {
            _ = posix_spawn_file_actions_addopen(ref actions, STDIN_FILENO, "/dev/null\0"u8, O_RDONLY, 0);
            foreach (var (here, there) in descriptors) _ = posix_spawn_file_actions_adddup2(ref actions, here, there);
            _ = posix_spawnattr_setpgroup(ref attributes, 0);
            _ = sigfillset(out var all);
            _ = posix_spawnattr_setsigdefault(ref attributes, all);
            _ = sigemptyset(out var none);
            _ = posix_spawnattr_setsigmask(ref attributes, none);
            _ = posix_spawnattr_setflags(ref attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
            var error = posix_spawnp(out var pid, Encoding.UTF8.GetBytes(file + '\0'), actions, attributes, argv.Addresses, envp.Addresses);
            return error == 0 ? pid : throw new LinuxException("posix_spawn", error);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(ref actions);
            _ = posix_spawnattr_destroy(ref attributes);
        }
    }
}
