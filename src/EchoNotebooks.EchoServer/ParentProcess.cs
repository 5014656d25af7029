// THE COMMENTS "// the child's CALL(DESCRIPTOR)" AND "// the parent's CALL(DESCRIPTOR)" IN THIS FILE ARE DATA.
// The library reads them to find the line that made a system call (src/EchoNotebooks/Timelines/SourceMarks.cs).

using System.Runtime.CompilerServices;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// fork, the chapter's design. The parent process: accepts clients, forks a child for each, reaps the children that ended.
/// It never talks to a client itself.
/// </summary>
/// <param name="serv_sock">the descriptor of the listening socket</param>
/// <param name="signal_fd">the descriptor from which signals are read</param>
internal sealed class ParentProcess(int serv_sock, int signal_fd) : IServerDesign
{
    private readonly Children children = new();
    private readonly AcceptBackoff pause = new();

    /// <summary>
    /// Serves until SIGTERM or SIGINT. Holds serv_sock and signal_fd, and whenever it waits nothing more:
    /// a clnt_sock lives in the parent from accept to the close that follows fork.
    /// </summary>
    /// <returns>the exit code</returns>
    public int Serve()
    {
        while (true)
        {
            var (clientWaits, signalCame) = WaitForEvent();
            if (signalCame)
            {
                var (childEnded, endAsked) = Signals.Take(signal_fd);
                if (childEnded) children.ReapEnded();
                if (endAsked) return End();
            }
            if (clientWaits) ServeClient();
        }
    }

    /// <summary>Blocks until a client waits at serv_sock or a signal at signal_fd, without end unless there is a pause.</summary>
    private (bool ClientWaits, bool SignalCame) WaitForEvent()
    {
        Span<pollfd> events = [new() { fd = signal_fd, events = POLLIN }, new() { fd = serv_sock, events = POLLIN }];
        if (pause.IsOn)
        {
            _ = poll(events[..1], 1, AcceptBackoff.Milliseconds);
            return (ClientWaits: true, events[0].revents != 0);
        }
        if (poll(events, 2, timeout: -1) == -1) return default;
        return (events[1].revents != 0, events[0].revents != 0);
    }

    /// <summary>
    /// accept, fork, and the two branches. The child enters <see cref="ChildProcess"/> with everything that the
    /// parent holds and never comes back; the parent comes back with what it entered with.
    /// </summary>
    private void ServeClient()
    {
        var adr_sz = (uint)Unsafe.SizeOf<sockaddr_in>();
        var clnt_sock = accept(serv_sock, out _, ref adr_sz); // the parent's accept(serv_sock)
        if (clnt_sock == -1)
        {
            pause.AfterFailedAccept(errno);
            return;
        }
        pause.End();
        Output.Line("new client connected...\n"u8);
        Step.Reached("after accept"u8);

        var pid = LightFork.fork(); // the parent's fork(), the child's fork()
        if (pid == -1)
        {
            Output.Error($"fork() error\n자식 프로세스를 만들지 못해 이 클라이언트와 연결을 끊는다: {Errno.Explain(errno)}.\n");
            _ = close(clnt_sock);
            return;
        }
        if (pid == 0)
        {
            ChildProcess.Run(serv_sock, signal_fd, clnt_sock);
        }
        else
        {
            children.Add(pid);
            Step.Reached("after fork"u8);
            _ = close(clnt_sock); // the parent's close(clnt_sock)
            Step.Reached("after close(clnt_sock)"u8);
        }
    }

    /// <summary>Takes no more clients, ends every child, and leaves when the last one is reaped.</summary>
    private int End()
    {
        _ = close(serv_sock); // the parent's close(serv_sock)
        children.End();
        return 0;
    }
}
