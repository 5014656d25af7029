using System.Text;

namespace EchoNotebooks.Linux;

/// <summary>What /proc/PID/stat says of a process (proc_pid_stat(5)), as far as this project asks.</summary>
/// <param name="Pid">(1) The process id.</param>
/// <param name="Command">(2) comm: at most 15 bytes, anything but a zero byte; bytes that are not UTF-8 appear as U+FFFD.</param>
/// <param name="State">(3) R S D T t Z X and the rarer letters of proc_pid_stat(5).</param>
/// <param name="Ppid">(4) The parent's process id; 0 where there is none.</param>
/// <param name="ProcessGroup">(5) The process group's id.</param>
/// <param name="Session">(6) The session's id.</param>
/// <param name="Flags">(9) The kernel's PF_ bits (include/linux/sched.h).</param>
/// <param name="UserTicks">(14) Time in user mode, in clock ticks (sysconf(_SC_CLK_TCK), usually 100 a second).</param>
/// <param name="SystemTicks">(15) Time in kernel mode, in clock ticks.</param>
/// <param name="Threads">(20) The number of threads.</param>
/// <param name="StartTime">(22) Clock ticks after boot (Linux 2.6).</param>
/// <param name="ResidentPages">(24) Resident set size in pages; an approximation, see the man page.</param>
public sealed record ProcStat(
    int Pid, string Command, char State, int Ppid, int ProcessGroup, int Session, uint Flags,
    ulong UserTicks, ulong SystemTicks, int Threads, ulong StartTime, long ResidentPages)
{
    private const uint PF_EXITING = 4, PF_FORKNOEXEC = 0x40;

    /// <summary>Whether the process is in its end: in exit(2), or a zombie.</summary>
    public bool IsEnding => State is 'Z' or 'X' || (Flags & PF_EXITING) != 0;

    /// <summary>Whether the process has called execve(2) since its fork.</summary>
    public bool HasExecuted => (Flags & PF_FORKNOEXEC) == 0;

    /// <summary>Reads the text of /proc/PID/stat.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="path">Where they came from, for the error.</param>
    /// <exception cref="ProcFormatException">The text is something else.</exception>
    public static ProcStat Parse(ReadOnlySpan<byte> text, string path = "stat")
    {
        var reader = new ProcText(text, path);
        // comm is in parentheses and may itself contain blanks, parentheses and newlines: only the last ')' ends it.
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open) throw reader.Error("괄호로 묶인 이름이 없다");

        var pid = reader.Number<int>(text[..open].TrimEnd((byte)' '), "pid");
        var command = Encoding.UTF8.GetString(text[(open + 1)..close]);
        var rest = text[(close + 1)..].TrimEnd((byte)'\n');
        var state = reader.Word(ref rest, "state");
        if (state.Length != 1 || !char.IsAsciiLetter((char)state[0]))
            throw reader.Error($"state 칸이 글자 하나가 아니다: '{ProcText.Quote(state)}'");
        var ppid = reader.Number<int>(ref rest, "ppid");
        var group = reader.Number<int>(ref rest, "pgrp");
        var session = reader.Number<int>(ref rest, "session");
        Skip(2, reader, ref rest); // tty_nr, tpgid
        var flags = reader.Number<uint>(ref rest, "flags");
        Skip(4, reader, ref rest); // minflt … cmajflt
        var user = reader.Number<ulong>(ref rest, "utime");
        var system = reader.Number<ulong>(ref rest, "stime");
        Skip(4, reader, ref rest); // cutime … nice
        var threads = reader.Number<int>(ref rest, "num_threads");
        Skip(1, reader, ref rest); // itrealvalue
        var start = reader.Number<ulong>(ref rest, "starttime");
        Skip(1, reader, ref rest); // vsize
        var resident = reader.Number<long>(ref rest, "rss");
        return new(pid, command, (char)state[0], ppid, group, session, flags, user, system, threads, start, resident);
    }

    /// <summary>The line that <see cref="Parse"/> reads; fields that are not kept are 0.</summary>
    public override string ToString() =>
        $"{Pid} ({Command}) {State} {Ppid} {ProcessGroup} {Session} 0 0 {Flags} 0 0 0 0 {UserTicks} {SystemTicks}"
        + $" 0 0 0 0 {Threads} 0 {StartTime} 0 {ResidentPages}\n";

    private static void Skip(int fields, ProcText reader, ref ReadOnlySpan<byte> rest)
    {
        for (var i = 0; i < fields; i++) reader.Word(ref rest, "fields");
    }
}
