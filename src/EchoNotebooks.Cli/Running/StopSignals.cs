using System.Runtime.InteropServices;

namespace EchoNotebooks.Cli.Running;

/// <summary>Ctrl+C and SIGTERM: the first asks for an orderly end, the second ends at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly Action<string> say;
    private int code;

    public StopSignals(Action<string> say)
    {
        this.say = say;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Handle(signal, 130)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Handle(signal, 143)),
        ];
    }

    public CancellationToken Token => source.Token;

    /// <summary>128 plus the number of the signal that came; null while none has.</summary>
    public int? ExitCode => Volatile.Read(ref code) is > 0 and var value ? value : null;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext signal, int exitCode)
    {
        signal.Cancel = true;
        // Kernels see their socket end and go as well.
        if (Interlocked.CompareExchange(ref code, exitCode, 0) != 0) Environment.Exit(exitCode);
        say("멈추는 중이다. 한 번 더 누르면 기다리지 않고 끝낸다.");
        ThreadPool.QueueUserWorkItem(_ => source.Cancel());
    }
}
