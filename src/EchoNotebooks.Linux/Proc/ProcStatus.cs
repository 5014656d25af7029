namespace EchoNotebooks.Linux;

/// <summary>What /proc/PID/status says of a process or thread (proc_pid_status(5)), as far as this project asks.</summary>
/// <param name="State">The letter of /proc/PID/stat.</param>
/// <param name="IgnoredSignals">SigIgn: bit n − 1 stands for signal n.</param>
/// <param name="CaughtSignals">SigCgt, likewise: signals that have a handler.</param>
/// <param name="EffectiveCapabilities">CapEff: bit n stands for capability n (capabilities(7)).</param>
/// <param name="Seccomp">0 off, 1 strict, 2 filter; null where the kernel was built without.</param>
/// <param name="VoluntarySwitches">How often it gave up a CPU because it had to wait (Linux 2.6.23).</param>
/// <param name="InvoluntarySwitches">How often a CPU was taken from it.</param>
/// <param name="TracerPid">The process that traces it (ptrace(2)); 0 for none.</param>
/// <param name="PendingSignals">SigPnd and ShdPnd: signals that were sent to the thread or its process and wait to be delivered.</param>
/// <param name="BlockedSignals">SigBlk: signals that wait until the thread lets them in (sigprocmask(2)).</param>
public readonly record struct ProcStatus(
    char State, ulong IgnoredSignals, ulong CaughtSignals, ulong EffectiveCapabilities, int? Seccomp,
    long VoluntarySwitches, long InvoluntarySwitches, int TracerPid = 0,
    ulong PendingSignals = 0, ulong BlockedSignals = 0)
{
    /// <summary>Whether a signal is ignored (signal(7)).</summary>
    /// <param name="signal">The signal's number, from 1.</param>
    public bool Ignores(int signal) => (IgnoredSignals >> (signal - 1) & 1) != 0;

    /// <summary>Whether a signal has a handler (signal(7)).</summary>
    /// <param name="signal">The signal's number, from 1.</param>
    public bool Catches(int signal) => (CaughtSignals >> (signal - 1) & 1) != 0;

    /// <summary>Whether a capability is in effect (capabilities(7)).</summary>
    /// <param name="capability">Its number in linux/capability.h.</param>
    public bool Can(int capability) => (EffectiveCapabilities >> capability & 1) != 0;

    /// <summary>Reads the text of /proc/PID/status; lines that are not kept are passed over.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="path">Where they came from, for the error.</param>
    /// <exception cref="ProcFormatException">The text is something else.</exception>
    public static ProcStatus Parse(ReadOnlySpan<byte> text, string path = "status")
    {
        var reader = new ProcText(text, path);
        char? state = null;
        ulong? ignored = null, caught = null, blocked = null, ofThread = null, ofProcess = null, capabilities = null;
        int? seccomp = null;
        var tracer = 0;
        long? voluntary = null, involuntary = null;
        while (!reader.AtEnd)
        {
            var line = reader.NextLine();
            if (Value("State:"u8, ref line)) state = (char)reader.Word(ref line, "State")[0];
            else if (Value("TracerPid:"u8, ref line)) tracer = reader.Number<int>(ref line, "TracerPid");
            else if (Value("SigPnd:"u8, ref line)) ofThread = reader.Hex<ulong>(reader.Word(ref line, "SigPnd"), "SigPnd");
            else if (Value("ShdPnd:"u8, ref line)) ofProcess = reader.Hex<ulong>(reader.Word(ref line, "ShdPnd"), "ShdPnd");
            else if (Value("SigBlk:"u8, ref line)) blocked = reader.Hex<ulong>(reader.Word(ref line, "SigBlk"), "SigBlk");
            else if (Value("SigIgn:"u8, ref line)) ignored = reader.Hex<ulong>(reader.Word(ref line, "SigIgn"), "SigIgn");
            else if (Value("SigCgt:"u8, ref line)) caught = reader.Hex<ulong>(reader.Word(ref line, "SigCgt"), "SigCgt");
            else if (Value("CapEff:"u8, ref line)) capabilities = reader.Hex<ulong>(reader.Word(ref line, "CapEff"), "CapEff");
            else if (Value("Seccomp:"u8, ref line)) seccomp = reader.Number<int>(ref line, "Seccomp");
            else if (Value("voluntary_ctxt_switches:"u8, ref line)) voluntary = reader.Number<long>(ref line, "switches");
            else if (Value("nonvoluntary_ctxt_switches:"u8, ref line)) involuntary = reader.Number<long>(ref line, "switches");
        }
        return new(
            state ?? throw Missing(reader, "State"),
            ignored ?? throw Missing(reader, "SigIgn"),
            caught ?? throw Missing(reader, "SigCgt"),
            capabilities ?? throw Missing(reader, "CapEff"),
            seccomp,
            voluntary ?? throw Missing(reader, "voluntary_ctxt_switches"),
            involuntary ?? throw Missing(reader, "nonvoluntary_ctxt_switches"),
            tracer,
            (ofThread ?? throw Missing(reader, "SigPnd")) | (ofProcess ?? throw Missing(reader, "ShdPnd")),
            blocked ?? throw Missing(reader, "SigBlk"));
    }

    /// <summary>The lines that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        $"State:\t{State}\nTracerPid:\t{TracerPid}\n"
        + $"SigPnd:\t{PendingSignals:x16}\nShdPnd:\t{PendingSignals:x16}\nSigBlk:\t{BlockedSignals:x16}\n"
        + $"SigIgn:\t{IgnoredSignals:x16}\nSigCgt:\t{CaughtSignals:x16}\nCapEff:\t{EffectiveCapabilities:x16}\n"
        + (Seccomp is { } seccomp ? $"Seccomp:\t{seccomp}\n" : "")
        + $"voluntary_ctxt_switches:\t{VoluntarySwitches}\nnonvoluntary_ctxt_switches:\t{InvoluntarySwitches}\n";

    private static bool Value(ReadOnlySpan<byte> name, ref ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(name)) return false;
        line = line[name.Length..];
        return true;
    }

    private static ProcFormatException Missing(ProcText reader, string name) => reader.Error($"{name} 줄이 없다");
}
