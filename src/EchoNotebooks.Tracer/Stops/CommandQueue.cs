using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Hands commands to the tracing thread, which may be asleep in waitpid: a signal wakes it. The signal's handler is
/// a function of libc that does nothing (no managed code may run as one), so waitpid just fails with EINTR.
/// </summary>
internal sealed class CommandQueue : IDisposable
{
    private readonly BlockingCollection<Command> commands = [];
    private int tid;
    private volatile bool isAsleep;

    /// <summary>Called once, on the tracing thread.</summary>
    internal void BelongToThisThread()
    {
        _ = sigemptyset(out var nothing);
        // Not SA_RESTART: waitpid must come back.
        var doesNothing = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "abs");
        _ = sigaction(SIGURG, new() { sa_handler = doesNothing, sa_mask = nothing }, 0);
        Volatile.Write(ref tid, gettid());
    }

    /// <summary>Called on any thread.</summary>
    internal void Send(Command command)
    {
        commands.Add(command);
        // The signal may come just before waitpid and be lost; so it is sent until the thread is seen awake.
        while (isAsleep && commands.Count > 0)
        {
            _ = tgkill(Environment.ProcessId, Volatile.Read(ref tid), SIGURG);
            Thread.Sleep(1);
        }
    }

    /// <summary>The next command, if there is one.</summary>
    internal bool TryTake(out Command command) => commands.TryTake(out command!);

    /// <summary>Waits for a command.</summary>
    internal Command Take() => commands.Take();

    /// <summary>waitpid for any tracee; comes back early for a command.</summary>
    /// <returns>What waitpid returned: the thread's id, 0 for a command that waits, −1 where no thread is left.</returns>
    internal int Wait(out int status)
    {
        status = 0;
        isAsleep = true;
        try
        {
            while (commands.Count == 0)
            {
                var tid = waitpid(-1, out status, __WALL);
                if (tid != -1 || Marshal.GetLastPInvokeError() != EINTR) return tid;
            }
            return 0;
        }
        finally
        {
            isAsleep = false;
        }
    }

    public void Dispose() => commands.Dispose();
}
