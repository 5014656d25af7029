using System.Diagnostics;
using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Supervision;

/// <summary>
/// One loop that waits for everything at once: the end of stdin, signals, the server's output, room on stdout.
/// It ends everything that the server started when its own starter closes stdin, and a process that is killed,
/// in whatever way, closes it.
/// </summary>
/// <param name="isPiped">Whether the server's stdout is a pipe; otherwise it is the terminal.</param>
internal sealed class Supervisor(bool isPiped = false) : IDisposable
{
    /// <summary>How long a server may take to end in order, from SIGTERM to SIGKILL.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromMilliseconds(250);

    /// <summary>After everything has ended on request: how long the last events wait for a reader that does not read.</summary>
    private static readonly TimeSpan LastEventsTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>How long after a round of SIGKILL to look again for processes born meanwhile.</summary>
    private static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(10);

    private readonly EventWriter events = new();
    private int server;

    /// <summary>The server's process group; 0 before the start and after the reaping, when the number may become another's.</summary>
    private int group;

    /// <summary>As waitpid(2) gave it, from the server's end until the event that tells it.</summary>
    private int? exitStatus;
    private bool familyIsGone;

    /// <summary>When to send SIGKILL (next); null until the end is asked for.</summary>
    private TimeSpan? killAt;

    /// <summary>When to exit although not all events are written; null while the reader may still want them.</summary>
    private TimeSpan? giveUpAt;

    public void Dispose() => events.Dispose();

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Runs a server until it and all its descendants have ended and all events are written.</summary>
    /// <returns>the exit code: 0, or 1 where the server could not be started</returns>
    internal int Run(string[] command)
    {
        _ = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        using var signals = new SignalPipe();
        OutputReader[] outputs;
        try
        {
            outputs = Start(command);
        }
        catch (LinuxException e)
        {
            outputs = [];
            familyIsGone = true;
            events.Add(new ProgramEvent.Failed(Errno.Explain(e.Errno), e.Call, Errno.Name(e.Errno), command[0]));
        }

        while (true)
        {
            Reap();
            var allIsRead = outputs.Select(ReadWhatIsThere).All(drained => drained);
            if (allIsRead && exitStatus is { } status)
            {
                // What it said before it ended comes before its end.
                events.Add(new ProgramEvent.Exited(server, WaitStatus.ExitCode(status), WaitStatus.SignalName(status)));
                exitStatus = null;
            }
            if (familyIsGone && ((allIsRead && events.IsEmpty) || Now >= giveUpAt)) return outputs.Length == 0 ? 1 : 0;
            if (!familyIsGone && Now >= killAt) KillAll();
            WaitForEvent(signals, outputs);
        }
    }

    /// <summary>Starts the server and says so.</summary>
    /// <returns>its stdout and its stderr</returns>
    private OutputReader[] Start(string[] command)
    {
        var terminal = ControllingTerminal.Open();
        var errors = Pipe();
        var output = isPiped ? Pipe() : (Read: terminal.Master, Write: terminal.Slave);
        group = server = ServerStarter.Start(command, output.Write, errors.Write);
        ControllingTerminal.BringToForeground(terminal, server);
        // The server's ends are the server's alone now: when its family is gone, so is the last writer.
        _ = close(terminal.Slave);
        if (isPiped) _ = close(output.Write);
        _ = close(errors.Write);
        events.Add(new ProgramEvent.Started(server));
        // Once now, so that at the end, when time counts, the walk is compiled.
        _ = FindFamily();
        return [new OutputReader(output.Read, "stdout"), new OutputReader(errors.Read, "stderr")];
    }

    private static (int Read, int Write) Pipe()
    {
        Span<int> pipe = [-1, -1];
        if (pipe2(pipe, O_CLOEXEC) == -1) throw new LinuxException("pipe2", errno);
        // Our end only: a program may take a non-blocking stream for a broken one.
        _ = fcntl(pipe[0], F_SETFL, O_NONBLOCK);
        return (pipe[0], pipe[1]);
    }

    /// <summary>Takes the output that is there now, as far as there is room for it.</summary>
    /// <returns>Whether that was all.</returns>
    private bool ReadWhatIsThere(OutputReader output)
    {
        while (!events.IsFull)
        {
            if (!output.TryRead(out var text)) return true;
            if (text.Length > 0) events.Add(new ProgramEvent.Output(output.Stream, text));
        }
        return output.Descriptor == -1;
    }

    /// <summary>Sleeps until something happened or is due, and takes note of it.</summary>
    private void WaitForEvent(SignalPipe signals, OutputReader[] outputs)
    {
        List<pollfd> fds =
        [
            new() { fd = signals.ReadEnd, events = POLLIN },
            new() { fd = killAt is null ? STDIN_FILENO : -1, events = POLLIN },
            new() { fd = events.IsEmpty ? -1 : STDOUT_FILENO, events = POLLOUT },
            // While much waits to be read by others, nothing more is read here: the server then waits in write(2).
            .. outputs.Select(output => new pollfd { fd = events.IsFull ? -1 : output.Descriptor, events = POLLIN }),
        ];
        var ready = CollectionsMarshal.AsSpan(fds);
        if (poll(ready, (nuint)ready.Length, TimeoutOf(familyIsGone ? giveUpAt : killAt)) == -1) return;
        if (ready[0].revents != 0) signals.Empty();
        if (signals.EndAsked || (ready[1].revents != 0 && IsStdinAtItsEnd())) AskToEnd();
        if ((ready[2].revents & POLLOUT) != 0) events.WriteSome();
        else if (ready[2].revents != 0) events.ReaderIsGone();
    }

    private static int TimeoutOf(TimeSpan? deadline) =>
        deadline is { } then ? (int)Math.Ceiling(Math.Max(0, (then - Now).TotalMilliseconds)) : -1;

    private static bool IsStdinAtItsEnd()
    {
        // What comes on stdin means nothing yet.
        Span<byte> ignored = stackalloc byte[512];
        var count = read(STDIN_FILENO, ignored, (nuint)ignored.Length);
        return count == 0 || (count == -1 && errno is not (EINTR or EAGAIN));
    }

    /// <summary>Reaps all that ended: the server, and orphans that this process inherited.</summary>
    private void Reap()
    {
        int pid;
        while ((pid = waitpid(-1, out var status, WNOHANG)) > 0)
        {
            if (pid != server) continue;
            group = 0;
            exitStatus = status;
        }
        familyIsGone = pid == -1 && errno == ECHILD;
        if (familyIsGone && killAt is not null) giveUpAt ??= Now + LastEventsTimeout;
    }

    private void AskToEnd()
    {
        if (killAt is not null) return;
        killAt = Now + TimeToEnd;
        SendToAll(SIGTERM);
        // A stopped process takes a signal only once it goes on.
        SendToAll(SIGCONT);
    }

    private void KillAll()
    {
        SendToAll(SIGKILL);
        killAt = Now + KillInterval;
    }

    private void SendToAll(int signal)
    {
        // The whole group at one moment, so that no fork slips through.
        if (group != 0) _ = kill(-group, signal);
        foreach (var pid in FindFamily()) _ = kill(pid, signal);
    }

    /// <summary>
    /// All processes below this one at this moment. As a subreaper it inherits every orphan of its family, so
    /// that none leaves it by forking twice or by setsid.
    /// </summary>
    private static IEnumerable<int> FindFamily()
    {
        var self = getpid();
        return ParentScan.WithDescendants(new ProcReader(), [self]).Where(pid => pid != self);
    }
}
