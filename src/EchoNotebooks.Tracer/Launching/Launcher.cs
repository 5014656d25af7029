using System.Globalization;
using System.Text;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// This same program as the process that will become the traced one: it waits until it is traced, undoes what the
/// runtime has done to itself, installs the filter and executes the command. So no managed process ever forks.
/// </summary>
internal static class Launcher
{
    /// <summary>
    /// The first argument of a launcher; then <see cref="Filter"/>, <see cref="FilterWithSetup"/> or "calls", "--", and the
    /// command.
    /// </summary>
    internal const string Argument = "--launch";

    /// <summary>The filter chooses the calls that stop.</summary>
    internal const string Filter = "filter";

    /// <summary>The same, with what a server sets up.</summary>
    internal const string FilterWithSetup = "filter-setup";

    /// <summary>
    /// In a launcher's environment: no socket and pipes for debuggers in the temporary folder, which would stay there
    /// because exec ends the runtime without a word.
    /// </summary>
    internal const string Quietly = "DOTNET_EnableDiagnostics=0";

    /// <summary>The launcher's end of a socket pair: it says 'r' (ready), is told 'g' (go), and says what failed.</summary>
    internal const int Channel = 3;

    /// <summary>Runs in the launcher; comes back only if it cannot become the program.</summary>
    internal static int Run(string[] args)
    {
        Say("r");
        if (!IsToldToGo()) return 1;
        // As bytes: neither a command nor an environment need be UTF-8. The environment is the tracer's own, without Quietly.
        using var argv = CStrings.FromProc("/proc/self/cmdline");
        using var envp = CStrings.FromProc($"/proc/{getppid()}/environ");
        var command = argv.Addresses[argv.Addresses.IndexOf(argv.Find("--"u8))..][1..];
        var file = CStrings.Read(command[0]);
        // What is ignored stays ignored over exec: the runtime ignores SIGPIPE (once more when it first opens a file, so this
        // comes after), glibc's posix_spawn its own two signals.
        ReadOnlySpan<byte> byDefault = stackalloc byte[32];
        for (var signal = 1; signal <= 64; signal++) _ = syscall(SYS_rt_sigaction.Number, signal, byDefault, 0, sizeof(ulong));
        _ = sigemptyset(out var nothing);
        _ = pthread_sigmask(SIG_SETMASK, nothing, out _);
        // Closes the channel as well, and whatever the runtime has open.
        _ = syscall(SYS_close_range.Number, (nuint)Channel, uint.MaxValue, CLOSE_RANGE_CLOEXEC);
        if (args[1] is Filter or FilterWithSetup && SeccompFilter.Install(args[1] == FilterWithSetup) is not 0 and var refused)
        {
            Say($"f{refused}");
            if (!IsToldToGo()) return 1;
        }
        _ = execvpe(file, command, envp.Addresses);
        Say($"e{errno}");
        return 127;
    }

    private static void Say(string what)
    {
        var bytes = Encoding.ASCII.GetBytes(what);
        _ = write(Channel, bytes, (nuint)bytes.Length);
    }

    private static bool IsToldToGo()
    {
        Span<byte> answer = [0];
        nint count;
        do count = read(Channel, answer, 1);
        while (count == -1 && errno == EINTR);
        return count == 1;
    }

    /// <summary>What the launcher said: a letter, and an error number where one belongs to it.</summary>
    internal static (char What, int Errno) Parse(ReadOnlySpan<byte> said) =>
        said.IsEmpty ? default : ((char)said[0], int.TryParse(said[1..], NumberStyles.None, null, out var number) ? number : 0);
}
