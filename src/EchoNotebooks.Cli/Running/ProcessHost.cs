using System.Diagnostics;
using EchoNotebooks.Engine.Session;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Cli.Running;

/// <summary>
/// The system calls for a session's process. A cell may have taken every descriptor that there is, and must be run and
/// interrupted all the same: then nothing is known of its programs.
/// </summary>
internal sealed class ProcessHost : IProcessHost
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public Stream Log { get; } = Stderr();

    public int ParentPid => Libc.getppid();

    public int ThreadId => Libc.gettid();

    public string? WhyNotRead(string path) => RegularFile.WhyNotRead(path);

    public void WakeThread(int threadId) => BlockedSocketCall.Wake(threadId);

    public (CapturedStream Output, CapturedStream Error) CaptureStreams()
    {
        var (output, error) = StandardStreams.Capture();
        return (Captured(output), Captured(error));
    }

    public IReadOnlySet<int> Programs() => Try(OwnPrograms.Children, new HashSet<int>());

    public void InterruptPrograms(IReadOnlySet<int> except) => Try(() => OwnPrograms.Signal(Libc.SIGINT, except), false);

    public void EndPrograms() => Try(() =>
    {
        if (!OwnPrograms.Signal(Libc.SIGTERM)) return true;
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Timeout; Thread.Sleep(Pause))
            if (OwnPrograms.Running().Count == 0) return true;
        return OwnPrograms.Signal(Libc.SIGKILL);
    }, false);

    public void RemoveDiagnosticPorts(int pid) => DiagnosticPorts.Remove(pid);

    public IUnreadOutput? UnreadOutput(int pid) => Try(() => UnreadStreams.Of(pid), null);

    private static CapturedStream Captured(FileStream stream) =>
        new(stream, milliseconds => StandardStreams.WaitForInput(stream.SafeFileHandle, milliseconds));

    private static T Try<T>(Func<T> ask, T unknown)
    {
        try
        {
            return ask();
        }
        catch (IOException)
        {
            return unknown;
        }
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
