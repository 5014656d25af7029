using System.Text;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Supervision;

/// <summary>Starts the server as a login shell would: nothing of this process sticks to it.</summary>
internal static class ServerProcess
{
    /// <summary>
    /// Starts a command in a process group of its own, with /dev/null as its stdin and no descriptor but 0, 1
    /// and 2, with every signal's default disposition (the runtime ignores SIGPIPE here) and an empty mask.
    /// </summary>
    /// <returns>its pid, which is its group's id as well</returns>
    /// <exception cref="LinuxException">it cannot be started</exception>
    internal static int Start(string[] command, int stdout, int stderr)
    {
        // Whatever this process was started with: the server gets 0, 1 and 2.
        _ = syscall(SYS_close_range.Number, 3u, uint.MaxValue, CLOSE_RANGE_CLOEXEC);

        using var argv = new CStrings(command.Select(Encoding.UTF8.GetBytes));
        using var envp = CStrings.FromProc("/proc/self/environ");
        _ = posix_spawn_file_actions_init(out var actions);
        _ = posix_spawnattr_init(out var attributes);
        try
        {
            _ = posix_spawn_file_actions_addopen(ref actions, STDIN_FILENO, "/dev/null\0"u8, O_RDONLY, 0);
            _ = posix_spawn_file_actions_adddup2(ref actions, stdout, STDOUT_FILENO);
            _ = posix_spawn_file_actions_adddup2(ref actions, stderr, STDERR_FILENO);
            _ = posix_spawnattr_setpgroup(ref attributes, 0);
            _ = sigfillset(out var all);
            _ = posix_spawnattr_setsigdefault(ref attributes, all);
            _ = sigemptyset(out var none);
            _ = posix_spawnattr_setsigmask(ref attributes, none);
            _ = posix_spawnattr_setflags(ref attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

            var file = Encoding.UTF8.GetBytes(command[0] + '\0');
            var error = posix_spawnp(out var pid, file, actions, attributes, argv.Addresses, envp.Addresses);
            return error == 0 ? pid : throw new LinuxException("posix_spawn", error);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(ref actions);
            _ = posix_spawnattr_destroy(ref attributes);
        }
    }
}
