using System.Text;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Starts a program under trace: from posix_spawn of the launcher to the stop at the program's exec. All on the tracing thread.
/// </summary>
internal sealed class Launch
{
    private readonly int channel;
    private readonly int launcher;

    private Launch(int channel, int launcher) => (this.channel, this.launcher) = (channel, launcher);

    /// <summary>Whether a filter chooses the calls that stop; otherwise all do.</summary>
    internal bool HasFilter { get; private set; }

    /// <summary>Why the kernel did not take the filter; 0 where it did or none was wanted.</summary>
    internal int FilterErrno { get; private set; }

    /// <summary>The program's pid.</summary>
    internal int Pid => launcher;

    /// <summary>Starts a command; it is stopped at its first exec, before its first instruction.</summary>
    /// <param name="command">The program, by name or path, and its arguments.</param>
    /// <param name="stdout">The descriptor that becomes its standard output.</param>
    /// <param name="stderr">The descriptor that becomes its standard error.</param>
    /// <param name="filter">Whether to use a seccomp filter.</param>
    /// <param name="setup">Whether it stops also at what a server sets up.</param>
    /// <exception cref="LaunchException">It cannot be traced or started; nothing is left of it.</exception>
    internal static Launch Start(IReadOnlyList<string> command, int stdout, int stderr, bool filter, bool setup)
    {
        Span<int> pair = [-1, -1];
        Check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
        int pid;
        try
        {
            pid = Spawn(command, stdout, stderr, pair[1], !filter ? "calls" : setup ? Launcher.FilterWithSetup : Launcher.Filter);
        }
        catch
        {
            _ = close(pair[0]);
            throw;
        }
        finally
        {
            _ = close(pair[1]);
        }
        var launch = new Launch(pair[0], pid);
        try
        {
            launch.WaitForExec(filter);
            return launch;
        }
        catch
        {
            _ = kill(pid, SIGKILL);
            while (waitpid(pid, out _, __WALL) == -1 && errno == EINTR)
            {
                // Woken for a command; it is dead in a moment.
            }
            throw;
        }
        finally
        {
            _ = close(pair[0]);
        }
    }

    private void WaitForExec(bool filter)
    {
        if (Hear(wait: true).What != 'r') throw new LaunchException("launch", ECHILD, null);
        var errno = Ptrace.Seize(launcher);
        if (errno != 0) throw new LaunchException("ptrace", errno, null);
        HasFilter = filter;
        Go();
        var said = (What: '\0', Errno: 0);
        while (true)
        {
            // Two things are waited for, a stop and a word; this happens once a program, so looking in turn will do.
            if (waitpid(-1, out var status, __WALL | WNOHANG) is not 0 and var tid)
            {
                if (tid == launcher && (status & 0x7f) != 0x7f)
                {
                    if (said.What != 'e') said = Hear(wait: false);
                    throw said.What == 'e'
                        ? new LaunchException("execvp", said.Errno, status)
                        : new LaunchException("launch", ECHILD, status);
                }
                if (tid == launcher && status >> 16 == PTRACE_EVENT_EXEC) return;
                if (tid > 0 && (status & 0x7f) == 0x7f) PassOn(tid, status);
                continue;
            }
            if (said.What != 'e') said = Hear(wait: false);
            if (said.What == 'f')
            {
                (HasFilter, FilterErrno) = (false, said.Errno);
                Go();
            }
            Thread.Sleep(1);
        }
    }

    /// <summary>The launcher is still a runtime with threads and signals of its own: none of it matters.</summary>
    private static void PassOn(int tid, int status)
    {
        var signal = (status >> 8) & 0xff;
        Ptrace.Resume(tid, PTRACE_CONT, status >> 16 != 0 || signal == (SIGTRAP | 0x80) ? 0 : signal);
    }

    private void Go() => _ = write(channel, "g"u8, 1);

    private (char What, int Errno) Hear(bool wait)
    {
        Span<byte> said = stackalloc byte[16];
        nint count;
        do count = recv(channel, said, (nuint)said.Length, wait ? 0 : MSG_DONTWAIT);
        while (count == -1 && errno == EINTR);
        return Launcher.Parse(said[..Math.Max(0, (int)count)]);
    }

    private static int Spawn(IReadOnlyList<string> command, int stdout, int stderr, int channel, string stops)
    {
        List<string> self = [Environment.ProcessPath!];
        if (Path.GetFileNameWithoutExtension(self[0]) == "dotnet") self.Add(Path.Combine(AppContext.BaseDirectory, "echo-tracer.dll"));
        string[] words = [.. self, Launcher.Argument, stops, "--", .. command];
        using var argv = new CStrings([.. words.Select(Encoding.UTF8.GetBytes)]);
        using var envp = CStrings.FromProc("/proc/self/environ", Launcher.Quietly);
        try
        {
            return PosixSpawn.Start(self[0], argv, envp, (stdout, STDOUT_FILENO), (stderr, STDERR_FILENO), (channel, Launcher.Channel));
        }
        catch (LinuxException e)
        {
            throw new LaunchException(e.Call, e.Errno, null);
        }
    }

    private static void Check(int result, string call)
    {
        if (result == -1) throw new LaunchException(call, errno, null);
    }
}
