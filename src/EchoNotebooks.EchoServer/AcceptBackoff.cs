using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// What the parent does when accept gets no descriptor (EMFILE, ENFILE) or no memory. The client stays in the queue and
/// serv_sock stays readable, so to ask again at once would take a whole CPU and change nothing. The parent says so once
/// and tries again every second, or as soon as a child has ended. (A descriptor held in reserve, to accept and close with,
/// would lose a client that only has to wait.)
/// </summary>
internal sealed class AcceptBackoff
{
    internal const int Milliseconds = 1000;

    internal bool IsOn { get; private set; }

    internal void End() => IsOn = false;

    /// <summary>Decides what a failed accept(2) means; runs in the parent.</summary>
    internal void AfterFailedAccept(int error)
    {
        if (IsOfThisClientAlone(error))
        {
            // The kernel looks for a descriptor first: there is one again.
            IsOn = false;
            return;
        }
        if (IsOn) return;
        IsOn = true;
        Output.Error($"accept() error\n클라이언트를 받지 못해 1초마다 다시 시도한다: {Errno.Explain(error)}.\n");
    }

    /// <summary>The client is gone again, or its network failed on the way: accept(2) says to treat these like EAGAIN.</summary>
    private static bool IsOfThisClientAlone(int error) => error is
        EAGAIN or EINTR or ECONNABORTED or EPROTO or ENETDOWN or ENOPROTOOPT or EHOSTDOWN or ENONET or EHOSTUNREACH
        or EOPNOTSUPP or ENETUNREACH;
}
