using System.Text;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Supervision;

/// <summary>Starts the server as a login shell would: nothing of this process sticks to it.</summary>
internal static class ServerStarter
{
    /// <summary>Starts a command in a process group of its own.</summary>
    /// <returns>its pid, which is its group's id as well</returns>
    /// <exception cref="LinuxException">it cannot be started</exception>
    internal static int Start(string[] command, int stdout, int stderr)
    {
        using var argv = new CStrings(command.Select(Encoding.UTF8.GetBytes));
        using var envp = CStrings.FromProc("/proc/self/environ");
        return PosixSpawn.Start(command[0], argv, envp, (stdout, STDOUT_FILENO), (stderr, STDERR_FILENO));
    }
}
