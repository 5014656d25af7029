using System.Diagnostics.CodeAnalysis;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>The children that are forked before any client comes. A worker that has ended is replaced.</summary>
/// <param name="signal_fd">the parent's; a worker closes it</param>
/// <param name="children">where the parent counts them</param>
internal sealed class Workers(int signal_fd, Children children)
{
    internal const int Count = 4;

    private readonly int parent = getpid();

    /// <summary>Forks workers until there are enough.</summary>
    /// <param name="begin">Runs in the parent before each fork; returns what the worker does, which must never return.</param>
    internal void Fill(Func<Work> begin)
    {
        while (children.Count < Count)
        {
            var work = begin();
            var pid = LightFork.fork();
            if (pid == 0) Run(work);
            work.Forked(pid != -1);
            if (pid == -1)
            {
                Output.Error($"fork() error\n일할 자식을 {Count}개까지 만들지 못했다: {Errno.Explain(errno)}. 있는 자식으로 계속한다.\n");
                return;
            }
            children.Add(pid);
        }
    }

    [DoesNotReturn]
    private void Run(Work work)
    {
        Signals.Unblock();
        _ = close(signal_fd);
        // A worker waits for clients without end: it must not outlive the parent that would end it.
        _ = prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
        if (getppid() == parent) work.Worker();
        _exit(0);
    }

    /// <summary>What one fork leads to.</summary>
    /// <param name="Worker">What the child does.</param>
    /// <param name="Forked">What the parent does after fork; false where it has failed.</param>
    internal sealed record Work(Action Worker, Action<bool> Forked);
}
