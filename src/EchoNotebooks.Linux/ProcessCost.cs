using System.Globalization;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>What a process costs: its processor time and the memory that it alone has.</summary>
internal static class ProcessCost
{
    /// <summary>USER_HZ, the ticks in which /proc tells processor time: a hundredth of a second wherever .NET runs.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>
    /// The processor time of all threads of a process up to now, in nanoseconds (clock_getcpuclockid(3)), and of its children that
    /// it has reaped, in hundredths of a second (proc_pid_stat(5): cutime, cstime). Zero where the process is gone.
    /// </summary>
    internal static TimeSpan Processor(int pid)
    {
        if (clock_getcpuclockid(pid, out var clock) != 0 || clock_gettime(clock, out var own) != 0) return TimeSpan.Zero;
        var ticks = 0L;
        if (TryRead($"/proc/{pid}/stat") is { } stat)
        {
            // The name in parentheses may have blanks in it; the third field follows it.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            ticks = Number(fields[16 - 3]) + Number(fields[17 - 3]);
        }
        return TimeSpan.FromSeconds(own.tv_sec) + TimeSpan.FromMicroseconds(own.tv_nsec / 1000.0)
            + TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>
    /// The bytes of memory that no other process shares with this one (proc_pid_smaps(5): Private_Clean and Private_Dirty). Null
    /// where the process is gone, or may not be read.
    /// </summary>
    internal static long? PrivateBytes(int pid)
    {
        var lines = TryRead($"/proc/{pid}/smaps_rollup")?.Split('\n');
        return lines?.Where(line => line.StartsWith("Private_Clean:", StringComparison.Ordinal)
                || line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
            .Sum(line => 1024 * Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
