using System.Globalization;
using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>A process by its number and its start time: a number alone becomes another process's in time.</summary>
/// <param name="Pid">The number.</param>
/// <param name="StartTime">In clock ticks since boot (proc_pid_stat(5), field 22).</param>
internal readonly record struct ProcessMark(int Pid, ulong StartTime)
{
    /// <summary>This process's.</summary>
    internal static ProcessMark Own => new(getpid(), StartTimeOf(getpid()) ?? 0);

    /// <summary>The mark in a text; null where there is none.</summary>
    internal static ProcessMark? Parse(string text) =>
        text.Split('-') is [var pid, var time]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? new ProcessMark(number, start)
            : null;

    /// <summary>Whether the process still runs.</summary>
    internal bool IsRunning => StartTimeOf(Pid) == StartTime;

    /// <summary>When a process started; null where there is no such process, or only what its parent has not reaped.</summary>
    internal static ulong? StartTimeOf(int pid) => StatOf(pid)?.StartTime;

    /// <summary>Whether a process has called execve(2) since its fork; false where it is gone.</summary>
    internal static bool HasExecuted(int pid) => StatOf(pid)?.HasExecuted == true;

    /// <summary>Whether a process is in its end: it has given up what it held, or is about to. True where it is gone.</summary>
    internal static bool IsEnding(int pid) => StatOf(pid)?.IsEnding != false;

    private static ProcStat? StatOf(int pid)
    {
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"/proc/{pid}/stat\0", out var length);
        if (new ProcReader().ReadFirst(AT_FDCWD, path[..length], out var text) != 0) return null;
        var stat = ProcStat.Parse(text);
        return stat.State is 'Z' or 'X' ? null : stat;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid}-{StartTime}");
}
