using System.Diagnostics;
using EchoNotebooks.Engine.Session;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Cli.Running;

/// <summary>The system calls for a session's process.</summary>
internal sealed class ProcessHost : IProcessHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public Stream Log { get; } = Stderr();

    public (Stream Output, Stream Error) CaptureStreams() => StandardStreams.Capture();

    public IReadOnlySet<int> Programs() => OwnPrograms.Children();

    public void InterruptPrograms(IReadOnlySet<int> except) => OwnPrograms.Signal(Libc.SIGINT, except);

    public void EndPrograms()
    {
        if (!OwnPrograms.Signal(Libc.SIGTERM)) return;
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; Thread.Sleep(Pause))
            if (OwnPrograms.Running().Count == 0) return;
        OwnPrograms.Signal(Libc.SIGKILL);
    }

    private static Stream Stderr()
    {
        try
        {
            return StandardStreams.KeepError();
        }
        catch (LinuxException)
        {
            // Started without one.
            return Stream.Null;
        }
    }
}
