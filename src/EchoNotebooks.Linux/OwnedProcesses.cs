using System.Text;
using System.Text.Unicode;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// Processes that one owner started, however far they have gone since: into another process group, into another session,
/// to another parent. They inherit a variable that nothing else has in its environment (proc_pid_environ(5)).
/// </summary>
/// <remarks>
/// On a busy machine each millisecond of processor time takes a hundred: all of /proc is read once a signal, and what was
/// found is then waited for by its pidfd (pidfd_open(2)).
/// </remarks>
/// <param name="variable">The variable's name.</param>
/// <param name="value">Its value.</param>
/// <param name="since">When the owner started, in clock ticks since boot, or 0: what is older is not the owner's.</param>
internal sealed class OwnedProcesses(string variable, string value, ulong since = 0)
{
    /// <summary>The variable with which a process marks all that it starts; its value is <see cref="ProcessMark"/>.</summary>
    internal const string Owner = "ECHO_NOTEBOOKS_OWNER";

    /// <summary>The variable with which the programs of one supervisor or tracer are marked.</summary>
    internal const string Family = "ECHO_NOTEBOOKS_FAMILY";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly ProcReader proc = new();
    private readonly byte[] mark = Encoding.UTF8.GetBytes($"{variable}={value}\0");

    /// <summary>A pidfd of each process that was found and has not ended, by its number.</summary>
    private readonly Dictionary<int, int> found = [];

    /// <summary>Sends signals to the marked processes that run now, and to what descends from them.</summary>
    /// <returns>How many there are, this process excepted.</returns>
    internal int Signal(params ReadOnlySpan<int> signals)
    {
        Find();
        SignalFound(signals);
        return found.Count;
    }

    /// <summary>The same to those that were found before, without another look.</summary>
    internal void SignalFound(params ReadOnlySpan<int> signals)
    {
        foreach (var descriptor in found.Values)
            foreach (var signal in signals)
                // The pidfd protects a new process that has got the same number.
                _ = syscall(SYS_pidfd_send_signal.Number, descriptor, signal, 0, 0, 0);
    }

    /// <summary>Waits until all that were found have ended, not longer than for a time.</summary>
    internal void WaitForFound(TimeSpan atMost)
    {
        for (var deadline = DateTime.UtcNow + atMost; found.Count > 0;)
        {
            var ready = found.Values.Select(descriptor => new pollfd { fd = descriptor, events = POLLIN }).ToArray();
            var left = (int)Math.Ceiling((deadline - DateTime.UtcNow).TotalMilliseconds);
            if (left < 0 || poll(ready, (nuint)ready.Length, left) == 0) return;
            foreach (var (pid, descriptor) in found.ToArray())
                if (Array.Exists(ready, one => one.fd == descriptor && one.revents != 0)) Release(pid);
        }
    }

    /// <summary>Kills the marked processes until there is none.</summary>
    /// <param name="timeout">What a process that cannot be killed, asleep in the kernel, is waited for.</param>
    internal void Kill(TimeSpan timeout)
    {
        SignalFound(SIGKILL);
        for (var deadline = DateTime.UtcNow + timeout; Signal(SIGKILL) > 0 && DateTime.UtcNow < deadline;) WaitForFound(Interval);
    }

    /// <summary>Does once, on this process and to no effect, all that is done when time counts: then it is compiled.</summary>
    internal void Rehearse()
    {
        if (ProcessMark.StartTimeOf(getpid()) is { } start) Hold(getpid(), start);
        SignalFound(0, 0);
        WaitForFound(TimeSpan.Zero);
        Release(getpid());
        _ = Signal(0);
        WaitForFound(TimeSpan.Zero);
    }

    private void Find()
    {
        var running = ParentScan.All(proc).Where(process => process.State is not ('Z' or 'X')).ToDictionary(process => process.Pid);
        foreach (var gone in found.Keys.Where(pid => !running.ContainsKey(pid)).ToList()) Release(gone);
        var marked = running.Values.Where(process => found.ContainsKey(process.Pid) || IsMarked(process));
        List<int> owned = [.. marked.Select(process => process.Pid)];
        var children = running.Values.ToLookup(process => process.Ppid, process => process.Pid);
        var seen = owned.ToHashSet();
        for (var i = 0; i < owned.Count; i++) owned.AddRange(children[owned[i]].Where(seen.Add));
        foreach (var pid in owned)
            if (pid != getpid()) Hold(pid, running[pid].StartTime);
    }

    private bool IsMarked(ProcStat process)
    {
        if (process.StartTime < since) return false;
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"/proc/{process.Pid}/environ\0", out var length);
        // A process that has ended or that belongs to another user cannot be read.
        return proc.Read(AT_FDCWD, path[..length], out var environment) == 0 && environment.IndexOf(mark) >= 0;
    }

    private void Hold(int pid, ulong start)
    {
        if (found.ContainsKey(pid)) return;
        var descriptor = (int)syscall(SYS_pidfd_open.Number, pid, 0, 0);
        if (descriptor == -1) return;
        if (ProcessMark.StartTimeOf(pid) == start) found[pid] = descriptor;
        else _ = close(descriptor);
    }

    private void Release(int pid)
    {
        if (found.Remove(pid, out var descriptor)) _ = close(descriptor);
    }
}
