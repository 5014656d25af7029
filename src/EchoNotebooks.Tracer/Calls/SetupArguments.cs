using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What a call that sets something up was called with: of signals (signal(7)), of sockets (socket(7)), of poll(2).</summary>
internal static class SetupArguments
{
    /// <summary>More descriptors than this are counted, not named.</summary>
    private const int MostPolled = 16;

    private static readonly (ulong Bit, string Name)[] ActionFlags =
    [
        (1, "SA_NOCLDSTOP"), (2, "SA_NOCLDWAIT"), (4, "SA_SIGINFO"), (0x08000000, "SA_ONSTACK"), (0x10000000, "SA_RESTART"),
        (0x40000000, "SA_NODEFER"), (0x80000000, "SA_RESETHAND"),
    ];

    internal static void Add(TraceArguments arguments, int pid, CallInProgress call)
    {
        switch (call.Definition.Call)
        {
            case "sigaction":
                // The kernel's struct sigaction: the handler, then the flags, each a word.
                Span<ulong> action = [0, 0];
                ProcessMemory.Read(pid, call[1], MemoryMarshal.AsBytes(action));
                var flags = action[1];
                arguments["signal"] = SignalNames.Of(call.Int(0));
                arguments["handler"] = action[0] switch { SIG_DFL => "SIG_DFL", SIG_IGN => "SIG_IGN", _ => "handler" };
                arguments["flags"] = string.Join('|', ActionFlags.Where(flag => (flags & flag.Bit) != 0).Select(flag => flag.Name));
                break;
            case "sigprocmask":
                arguments["how"] = call.Int(0) switch
                {
                    SIG_BLOCK => "SIG_BLOCK",
                    SIG_UNBLOCK => "SIG_UNBLOCK",
                    _ => "SIG_SETMASK",
                };
                arguments["signals"] = Signals(pid, call[1]);
                break;
            case "signalfd":
                arguments["signals"] = Signals(pid, call[1]);
                break;
            case "kill":
                arguments["pid"] = call.Int(0);
                arguments["signal"] = SignalNames.Of(call.Int(1));
                break;
            case "setsockopt":
                arguments["option"] = Option(call.Int(1), call.Int(2));
                Span<int> value = [0];
                if (ProcessMemory.Read(pid, call[3], MemoryMarshal.AsBytes(value)).Length == 4) arguments["value"] = value[0];
                break;
            case "poll":
                arguments["descriptors"] = Polled(pid, call);
                break;
        }
    }

    /// <summary>"SIGINT, SIGCHLD"; empty for none, "all" for all. The kernel's set has 64 bits.</summary>
    private static string Signals(int pid, ulong address)
    {
        Span<ulong> set = [0];
        ProcessMemory.Read(pid, address, MemoryMarshal.AsBytes(set));
        var bits = set[0];
        if (bits == ulong.MaxValue) return "all";
        return string.Join(", ", Enumerable.Range(1, 64).Where(signal => (bits >> (signal - 1) & 1) != 0).Select(SignalNames.Of));
    }

    /// <summary>The numbers in an array of struct pollfd, which has 8 bytes with the number first.</summary>
    private static string Polled(int pid, CallInProgress call)
    {
        var count = (int)Math.Min(call[1], MostPolled);
        Span<long> entries = stackalloc long[count];
        ProcessMemory.Read(pid, call[0], MemoryMarshal.AsBytes(entries));
        var numbers = new List<int>();
        foreach (var entry in entries) numbers.Add((int)entry);
        return string.Join(", ", numbers) + (call[1] > MostPolled ? ", …" : "");
    }

    private static string Option(int level, int option) => (level, option) switch
    {
        (SOL_SOCKET, 2) => "SO_REUSEADDR",
        (SOL_SOCKET, 7) => "SO_SNDBUF",
        (SOL_SOCKET, 8) => "SO_RCVBUF",
        (SOL_SOCKET, 9) => "SO_KEEPALIVE",
        (SOL_SOCKET, 13) => "SO_LINGER",
        (SOL_SOCKET, 15) => "SO_REUSEPORT",
        (SOL_SOCKET, 20) => "SO_RCVTIMEO",
        (SOL_SOCKET, 21) => "SO_SNDTIMEO",
        (IPPROTO_TCP, 1) => "TCP_NODELAY",
        _ => $"{level}/{option}",
    };
}
