using System.Text;

namespace EchoNotebooks.Linux;

/// <summary>What /proc/PID/status says of a process (proc_pid_status(5)), as far as this project asks.</summary>
/// <param name="Name">comm: at most 15 bytes; bytes that are not UTF-8 appear as U+FFFD.</param>
/// <param name="State">The letter of /proc/PID/stat.</param>
/// <param name="ThreadGroup">Tgid: the process's id.</param>
/// <param name="Ppid">The parent's process id; 0 where there is none.</param>
/// <param name="Tracer">TracerPid: who traces it with ptrace(2); 0 where nobody does.</param>
/// <param name="EffectiveUid">The second of the four user ids.</param>
/// <param name="ResidentKilobytes">VmRSS in KiB; null for a zombie or a kernel thread, which have no memory.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="BlockedSignals">SigBlk: bit n − 1 stands for signal n.</param>
/// <param name="IgnoredSignals">SigIgn, likewise.</param>
/// <param name="CaughtSignals">SigCgt, likewise: signals that have a handler.</param>
/// <param name="Seccomp">0 off, 1 strict, 2 filter; null where the kernel was built without.</param>
public sealed record ProcStatus(
    string Name, char State, int ThreadGroup, int Ppid, int Tracer, uint EffectiveUid, long? ResidentKilobytes, int Threads,
    ulong BlockedSignals, ulong IgnoredSignals, ulong CaughtSignals, int? Seccomp)
{
    /// <summary>Reads the text of /proc/PID/status; lines that are not kept are passed over.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="path">Where they came from, for the error.</param>
    /// <exception cref="ProcFormatException">The text is something else.</exception>
    public static ProcStatus Parse(ReadOnlySpan<byte> text, string path = "status")
    {
        var reader = new ProcText(text, path);
        string? name = null;
        char? state = null;
        int? threadGroup = null, ppid = null, tracer = null, threads = null, seccomp = null;
        uint? uid = null;
        long? resident = null;
        ulong? blocked = null, ignored = null, caught = null;
        while (!reader.AtEnd)
        {
            var line = reader.NextLine();
            if (Value("Name:\t"u8, ref line)) name = Unescape(line);
            else if (Value("State:"u8, ref line)) state = (char)reader.Word(ref line, "State")[0];
            else if (Value("Tgid:"u8, ref line)) threadGroup = reader.Number<int>(ref line, "Tgid");
            else if (Value("PPid:"u8, ref line)) ppid = reader.Number<int>(ref line, "PPid");
            else if (Value("TracerPid:"u8, ref line)) tracer = reader.Number<int>(ref line, "TracerPid");
            else if (Value("Uid:"u8, ref line))
            {
                reader.Word(ref line, "Uid");
                uid = reader.Number<uint>(ref line, "Uid");
            }
            else if (Value("VmRSS:"u8, ref line)) resident = reader.Number<long>(ref line, "VmRSS");
            else if (Value("Threads:"u8, ref line)) threads = reader.Number<int>(ref line, "Threads");
            else if (Value("SigBlk:"u8, ref line)) blocked = reader.Hex<ulong>(reader.Word(ref line, "SigBlk"), "SigBlk");
            else if (Value("SigIgn:"u8, ref line)) ignored = reader.Hex<ulong>(reader.Word(ref line, "SigIgn"), "SigIgn");
            else if (Value("SigCgt:"u8, ref line)) caught = reader.Hex<ulong>(reader.Word(ref line, "SigCgt"), "SigCgt");
            else if (Value("Seccomp:"u8, ref line)) seccomp = reader.Number<int>(ref line, "Seccomp");
        }
        return new(
            name ?? throw Missing(reader, "Name"), state ?? throw Missing(reader, "State"), threadGroup ?? throw Missing(reader, "Tgid"),
            ppid ?? throw Missing(reader, "PPid"), tracer ?? throw Missing(reader, "TracerPid"), uid ?? throw Missing(reader, "Uid"),
            resident, threads ?? throw Missing(reader, "Threads"), blocked ?? throw Missing(reader, "SigBlk"),
            ignored ?? throw Missing(reader, "SigIgn"), caught ?? throw Missing(reader, "SigCgt"), seccomp);
    }

    /// <summary>The lines that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        $"Name:\t{Name.Replace("\\", "\\\\").Replace("\n", "\\n")}\nState:\t{State}\nTgid:\t{ThreadGroup}\nPPid:\t{Ppid}\nTracerPid:\t{Tracer}\n"
        + $"Uid:\t0\t{EffectiveUid}\t0\t0\n" + (ResidentKilobytes is { } resident ? $"VmRSS:\t{resident} kB\n" : "")
        + $"Threads:\t{Threads}\nSigBlk:\t{BlockedSignals:x16}\nSigIgn:\t{IgnoredSignals:x16}\nSigCgt:\t{CaughtSignals:x16}\n"
        + (Seccomp is { } seccomp ? $"Seccomp:\t{seccomp}\n" : "");

    private static bool Value(ReadOnlySpan<byte> name, ref ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(name)) return false;
        line = line[name.Length..];
        return true;
    }

    /// <summary>In this file, unlike stat, the kernel writes a newline as \n and a backslash as \\.</summary>
    private static string Unescape(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(name));
        for (var i = 0; i < text.Length - 1; i++)
        {
            if (text[i] != '\\') continue;
            text.Remove(i, 1);
            if (text[i] == 'n') text[i] = '\n';
        }
        return text.ToString();
    }

    private static ProcFormatException Missing(ProcText reader, string name) => reader.Error($"{name} 줄이 없다");
}
