using System.Runtime.CompilerServices;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>accept, with a pause where descriptors or memory are short. Its caller blocks in accept, or waits in poll(2).</summary>
/// <param name="serv_sock">the descriptor of the listening socket</param>
internal sealed class PolledAccept(int serv_sock)
{
    private readonly AcceptBackoff pause = new();

    /// <summary>Whether accept has failed for want of descriptors or memory, and is to be tried again after a while.</summary>
    internal bool IsPaused => pause.IsOn;

    /// <summary>What poll(2) waits for; it leaves out a negative descriptor.</summary>
    internal pollfd Event => new() { fd = pause.IsOn ? -1 : serv_sock, events = POLLIN };

    /// <summary>How long poll(2) waits, in milliseconds; -1: without end.</summary>
    internal int Timeout => pause.IsOn ? AcceptBackoff.Milliseconds : -1;

    /// <summary>Accepts a client and announces it.</summary>
    /// <returns>clnt_sock, which the caller holds; -1 where there is none</returns>
    internal int Next()
    {
        var adr_sz = (uint)Unsafe.SizeOf<sockaddr_in>();
        var clnt_sock = accept(serv_sock, out _, ref adr_sz);
        if (clnt_sock == -1)
        {
            pause.AfterFailedAccept(errno);
            return -1;
        }
        pause.End();
        Output.Line("new client connected...\n"u8);
        return clnt_sock;
    }
}
