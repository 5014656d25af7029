using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Supervision;

/// <summary>
/// Signals as something that poll(2) can wait for. The runtime runs the handlers on a thread of its own; they
/// only write a byte. That the handlers are there also keeps a Ctrl+C from ending this process before its server.
/// </summary>
internal sealed class SignalPipe : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly int writeEnd;
    private volatile bool endAsked;

    internal SignalPipe()
    {
        Span<int> pipe = [-1, -1];
        if (pipe2(pipe, O_CLOEXEC | O_NONBLOCK) == -1) throw new LinuxException("pipe2", Marshal.GetLastPInvokeError());
        (ReadEnd, writeEnd) = (pipe[0], pipe[1]);
        Register(PosixSignal.SIGCHLD);
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            Register(signal, () => endAsked = true);
    }

    /// <summary>Becomes readable when a signal came.</summary>
    internal int ReadEnd { get; }

    /// <summary>Whether one of the signals came that ask a process to end.</summary>
    internal bool EndAsked => endAsked;

    internal void Empty()
    {
        Span<byte> bytes = stackalloc byte[64];
        while (read(ReadEnd, bytes, (nuint)bytes.Length) > 0)
        {
            // Only that something came counts.
        }
    }

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    private void Register(PosixSignal signal, Action? remember = null) =>
        registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            remember?.Invoke();
            // A full pipe is readable already.
            _ = write(writeEnd, "!"u8, 1);
        }));
}
