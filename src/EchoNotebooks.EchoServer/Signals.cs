using System.Runtime.CompilerServices;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// SIGCHLD, SIGTERM and SIGINT arrive as data: blocked in every thread of the parent and read from a signalfd.
/// No managed code may run as a signal handler; and a signal that waits in a descriptor is never missed,
/// whatever the parent is doing when it comes.
/// </summary>
internal static class Signals
{
    /// <summary>Blocks the three in the calling thread; threads that it starts and what it executes inherit that.</summary>
    internal static void Block() => _ = pthread_sigmask(SIG_BLOCK, Awaited(), out _);

    /// <summary>Whether the calling thread has all three blocked.</summary>
    internal static bool AreBlocked()
    {
        _ = sigemptyset(out var nothing);
        _ = pthread_sigmask(SIG_BLOCK, nothing, out var mask);
        return sigismember(mask, SIGCHLD) == 1 && sigismember(mask, SIGTERM) == 1 && sigismember(mask, SIGINT) == 1;
    }

    /// <summary>The descriptor that becomes readable when one of the three has come.</summary>
    internal static int OpenDescriptor()
    {
        // Here, where they are blocked, so that a child has three calls less to make.
        SetDefaults();
        // A client that is gone is no reason to end.
        SetDisposition(SIGPIPE, SIG_IGN);
        return signalfd(-1, Awaited(), SFD_NONBLOCK | SFD_CLOEXEC);
    }

    /// <summary>
    /// Takes what has come, all by one read (a second one, which fails, took 1 µs of each connection). Equal signals merge: one
    /// SIGCHLD stands for any number of ended children.
    /// </summary>
    internal static (bool ChildEnded, bool EndAsked) Take(int signal_fd)
    {
        var (childEnded, endAsked) = (false, false);
        var size = Unsafe.SizeOf<signalfd_siginfo>();
        Span<byte> infos = stackalloc byte[3 * size];
        var length = (int)read(signal_fd, infos, (nuint)infos.Length);
        for (var at = 0; at < length; at += size)
        {
            if (Unsafe.As<byte, signalfd_siginfo>(ref infos[at]).ssi_signo == SIGCHLD) childEnded = true;
            else endAsked = true;
        }
        return (childEnded, endAsked);
    }

    /// <summary>For the child, which has no signalfd: each signal does again what it does to any process.</summary>
    internal static void Unblock() => _ = pthread_sigmask(SIG_UNBLOCK, Awaited(), out _);

    /// <summary>Whatever the runtime has set, once they are not blocked they do what they do to any process.</summary>
    internal static void SetDefaults()
    {
        // A child that is stopped and continued (--step) has not ended.
        SetDisposition(SIGCHLD, SIG_DFL, SA_NOCLDSTOP);
        SetDisposition(SIGTERM, SIG_DFL);
        SetDisposition(SIGINT, SIG_DFL);
    }

    private static sigset_t Awaited()
    {
        _ = sigemptyset(out var set);
        _ = sigaddset(ref set, SIGCHLD);
        _ = sigaddset(ref set, SIGTERM);
        _ = sigaddset(ref set, SIGINT);
        return set;
    }

    internal static void SetDisposition(int signal, nint handler, int flags = 0) =>
        _ = sigaction(signal, new sigaction { sa_handler = handler, sa_flags = flags }, oldact: 0);
}
