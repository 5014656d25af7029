using System.Text;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// Processes that one owner started, however far they have gone since: into another process group, into another session,
/// to another parent. They inherit a variable that nothing else has in its environment (proc_pid_environ(5)).
/// </summary>
internal static class OwnedProcesses
{
    /// <summary>The variable with which a process marks all that it starts; its value is <see cref="ProcessMark"/>.</summary>
    internal const string Owner = "ECHO_NOTEBOOKS_OWNER";

    /// <summary>The variable with which the programs of one supervisor or tracer are marked.</summary>
    internal const string Family = "ECHO_NOTEBOOKS_FAMILY";

    /// <summary>Sends a signal to the marked processes that run now, and to what descends from them.</summary>
    /// <param name="variable">The variable's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="signal">The signal.</param>
    /// <returns>How many there are, this process excepted.</returns>
    internal static int Signal(string variable, string value, int signal)
    {
        var proc = new ProcReader();
        var running = ParentScan.All(proc).Where(process => process.State is not ('Z' or 'X')).ToDictionary(process => process.Pid);
        var mark = Encoding.UTF8.GetBytes($"{variable}={value}");
        var marked = running.Keys.Where(pid => HasMark(pid, mark)).ToList();
        var found = ParentScan.WithDescendants(proc, marked).Where(pid => pid != getpid()).ToList();
        foreach (var pid in found)
            if (running.TryGetValue(pid, out var process)) Send(process, signal);
        return found.Count;
    }

    /// <summary>Kills the marked processes until there is none.</summary>
    /// <param name="variable">The variable's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="timeout">What a process that cannot be killed, asleep in the kernel, is waited for.</param>
    internal static void Kill(string variable, string value, TimeSpan timeout)
    {
        var deadline = DateTime.UtcNow + timeout;
        while (Signal(variable, value, SIGKILL) > 0 && DateTime.UtcNow < deadline) Thread.Sleep(10);
    }

    private static bool HasMark(int pid, byte[] mark)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{pid}/environ").AsSpan();
            for (int at; (at = environment.IndexOf(mark)) >= 0; environment = environment[(at + mark.Length)..])
                if (at + mark.Length < environment.Length && environment[at + mark.Length] == 0) return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to another user.
        }
        return false;
    }

    /// <summary>Sends through a pidfd (pidfd_open(2)): a process that has taken over the number gets no signal.</summary>
    private static void Send(ProcStat process, int signal)
    {
        var descriptor = (int)syscall(SYS_pidfd_open.Number, process.Pid, 0, 0);
        if (descriptor == -1) return;
        if (ProcessMark.StartTimeOf(process.Pid) == process.StartTime)
            _ = syscall(SYS_pidfd_send_signal.Number, descriptor, signal, 0, 0, 0);
        _ = close(descriptor);
    }
}
