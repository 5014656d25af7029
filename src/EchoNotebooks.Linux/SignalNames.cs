using System.Globalization;

namespace EchoNotebooks.Linux;

/// <summary>What signals are called (signal(7)); x86-64 and arm64 number them alike.</summary>
internal static class SignalNames
{
    private static readonly string[] Names =
    [
        "0", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
        "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>
    /// The first signal that libc keeps for itself and for programs' own purposes; runtimes use them between their threads.
    /// </summary>
    internal const int FirstRealTime = 32;

    internal static string Of(int signal) =>
        signal < Names.Length ? Names[signal] : string.Create(CultureInfo.InvariantCulture, $"SIGRT{signal - FirstRealTime}");

    /// <summary>The names of the signals of a mask in which bit n − 1 stands for signal n, in the order of their numbers.</summary>
    internal static IReadOnlyList<string> In(ulong mask) =>
        [.. Enumerable.Range(1, 64).Where(signal => (mask >> (signal - 1) & 1) != 0).Select(Of)];

    /// <summary>The number of a name; null for a name that is none.</summary>
    internal static int? Parse(string? name) => Array.IndexOf(Names, name) is > 0 and var number ? number : null;

    /// <summary>The number of a name.</summary>
    /// <exception cref="ArgumentException">It is no signal's name.</exception>
    internal static int Require(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Parse(name) ?? throw new ArgumentException($"\"{name}\"라는 시그널은 없다. SIGTERM, SIGCHLD처럼 signal(7)의 이름으로 적는다.", nameof(name));
    }
}
