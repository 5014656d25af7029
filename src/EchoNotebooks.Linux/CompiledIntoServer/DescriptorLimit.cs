using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace EchoNotebooks.Linux;

/// <summary>
/// The first thing that echo-server does: it looks whether it may open enough descriptors. The runtime opens two for each
/// assembly and some for its compiler, and where it gets none it aborts with a stack trace. So this file is compiled into
/// echo-server itself, and its calls need no marshalling code that the compiler would have to make.
/// </summary>
internal static unsafe partial class DescriptorLimit
{
    /// <summary>Measured: with 32 the server serves clients, with 31 the runtime does not find its compiler.</summary>
    private const ulong Least = 40;

    private const int RLIMIT_NOFILE = 7;

    private static ReadOnlySpan<byte> TooFew =>
        "echo-server: 열 수 있는 디스크립터(ulimit -n)가 40개보다 적어서 .NET 서버를 시작하지 못한다. "u8;

    private static ReadOnlySpan<byte> WhatToDo => "ulimit -n 1024로 한도를 올린 뒤 다시 실행한다.\n"u8;

    /// <summary>Returns where there are enough; where there are not, says so on stderr and ends the process with 1.</summary>
    /// <remarks>
    /// exit(3) lets the runtime remove its pipes for debuggers. stderr is closed before: a thread of the runtime that misses the
    /// compiler would print a stack trace behind the sentence.
    /// </remarks>
    internal static void Guarantee()
    {
        // A native program needs no more than its sockets.
        if (!RuntimeFeature.IsDynamicCodeSupported) return;
        // struct rlimit: the soft limit, the hard limit (getrlimit(2)).
        var limits = stackalloc ulong[2];
        if (getrlimit(RLIMIT_NOFILE, limits) != 0 || limits[0] >= Least) return;
        Say(TooFew);
        Say(WhatToDo);
        _ = close(2);
        exit(1);
    }

    private static void Say(ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text) _ = write(2, start, (nuint)text.Length);
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ulong* rlim);

    [LibraryImport("libc")]
    private static partial nint write(int fd, byte* buf, nuint count);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    [LibraryImport("libc")]
    private static partial void exit(int status);
}
