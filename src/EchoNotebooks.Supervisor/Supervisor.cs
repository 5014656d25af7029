using System.Diagnostics;
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
internal sealed class Supervisor
{
    /// <summary>How long a server may take to end in order, from SIGTERM to SIGKILL.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the last events wait for a reader that does not read.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(200);

    /// <summary>How long after a round of SIGKILL to look again for processes born meanwhile.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(10);

    private readonly EventWriter events = new();
    private int server;
    private bool serverIsReaped;
    private bool familyIsGone;

    /// <summary>When to send SIGKILL (next); null as long as nobody asked for the end.</summary>
    private TimeSpan? killAt;

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Runs a server until neither it nor any descendant of it is left.</summary>
    /// <returns>the exit code: 0, or 1 where the server could not be started</returns>
    internal int Run(string[] command)
    {
        _ = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        using var signals = new SignalPipe();
        ServerOutput stdout, stderr;
        try
        {
            (stdout, stderr) = Start(command);
        }
        catch (LinuxException e)
        {
            events.Failed(e.Call, e.Errno, command[0]);
            WriteLastWords();
            return 1;
        }
        events.Started(server);

        while (!familyIsGone)
        {
            WaitForEvent(signals, stdout, stderr);
            Reap(stdout, stderr);
            stdout.ReadWhatIsThere();
            stderr.ReadWhatIsThere();
            if (Now >= killAt) KillAll();
        }
        WriteLastWords();
        return 0;
    }

    private (ServerOutput Stdout, ServerOutput Stderr) Start(string[] command)
    {
        var terminal = PseudoTerminal.Open();
        Span<int> pipe = [-1, -1];
        if (pipe2(pipe, O_CLOEXEC) == -1) throw new LinuxException("pipe2", errno);
        // Our end only: a program may take a non-blocking stderr for a broken one.
        _ = fcntl(pipe[0], F_SETFL, O_NONBLOCK);
        server = ServerProcess.Start(command, terminal.Slave, pipe[1]);
        terminal.BringToForeground(server);
        // The server's ends are the server's alone now: when its family is gone, so is the last writer.
        _ = close(terminal.Slave);
        _ = close(pipe[1]);
        return (new ServerOutput(terminal.Master, "stdout", events), new ServerOutput(pipe[0], "stderr", events));
    }

    private void WaitForEvent(SignalPipe signals, ServerOutput stdout, ServerOutput stderr)
    {
        Span<pollfd> fds =
        [
            new() { fd = signals.ReadEnd, events = POLLIN },
            new() { fd = killAt is null ? STDIN_FILENO : -1, events = POLLIN },
            new() { fd = events.IsFull ? -1 : stdout.Descriptor, events = POLLIN },
            new() { fd = events.IsFull ? -1 : stderr.Descriptor, events = POLLIN },
            new() { fd = events.IsEmpty ? -1 : STDOUT_FILENO, events = POLLOUT },
        ];
        if (poll(fds, (nuint)fds.Length, TimeoutOf(killAt)) == -1) return;
        if (fds[0].revents != 0) signals.Empty();
        if (signals.EndAsked || (fds[1].revents != 0 && IsStdinAtItsEnd())) AskToEnd();
        if ((fds[4].revents & POLLOUT) != 0) events.WriteSome();
        else if (fds[4].revents != 0) events.ReaderIsGone();
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
    private void Reap(ServerOutput stdout, ServerOutput stderr)
    {
        int pid;
        while ((pid = waitpid(-1, out var status, WNOHANG)) > 0)
        {
            if (pid != server) continue;
            serverIsReaped = true;
            // What it said before it ended comes before its end.
            stdout.ReadWhatIsThere();
            stderr.ReadWhatIsThere();
            events.Exited(status);
        }
        familyIsGone = pid == -1 && errno == ECHILD;
    }

    private void AskToEnd()
    {
        if (killAt is not null) return;
        killAt = Now + Grace;
        SendToAll(SIGTERM);
        // A stopped process takes a signal only once it goes on.
        SendToAll(SIGCONT);
    }

    private void KillAll()
    {
        SendToAll(SIGKILL);
        killAt = Now + Again;
    }

    private void SendToAll(int signal)
    {
        // The whole group at one moment, so that no fork slips through; its id cannot be another group's before the reaping.
        if (!serverIsReaped) _ = kill(-server, signal);
        // As a subreaper this process inherits every orphan of its family: nothing leaves it by forking twice or by setsid.
        var self = getpid();
        foreach (var pid in ParentScan.WithDescendants(new ProcReader(), [self]))
            if (pid != self) _ = kill(pid, signal);
    }

    private void WriteLastWords()
    {
        var deadline = Now + LastWords;
        while (!events.IsEmpty && Now < deadline)
        {
            Span<pollfd> fds = [new() { fd = STDOUT_FILENO, events = POLLOUT }];
            _ = poll(fds, 1, TimeoutOf(deadline));
            if ((fds[0].revents & POLLOUT) != 0) events.WriteSome();
            else if (fds[0].revents != 0) events.ReaderIsGone();
        }
    }
}
