using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks;

/// <summary>
/// The connections that the kernel has completed for a server which has not accepted them yet: their sockets have
/// no inode, because no descriptor leads to them (sock_diag(7)). A queue that is full makes the next client wait a
/// second, so a caller that connects many clients looks here.
/// </summary>
internal static class AcceptQueue
{
    /// <summary>How many clients connect between two looks: with the one that may still wait they fit the chapter's backlog of 5.</summary>
    public const int Room = 4;

    /// <summary>How many connections to a port wait for accept; null where the kernel does not tell.</summary>
    public static int? Waiting(int port)
    {
        using var diag = SockDiag.TryOpen();
        if (diag is null) return null;
        var waiting = 0;
        const uint Connected = (1u << Libc.TCP_ESTABLISHED) | (1u << Libc.TCP_CLOSE_WAIT);
        var refused = 0;
        foreach (var family in (int[])[Libc.AF_INET, Libc.AF_INET6])
            if (diag.DumpInet(family, Libc.IPPROTO_TCP, Connected, Count) != 0) refused++;
        return refused == 2 ? null : waiting;

        void Count(InetSocket socket)
        {
            if (socket.Local.Port == port && socket.Inode == 0) waiting++;
        }
    }

    /// <summary>Waits until there is room for another client, or for a moment where the kernel does not tell.</summary>
    public static async Task WaitForRoomAsync(int port, CancellationToken ct)
    {
        // A stopped server never makes room: then the next connect says so, after the kernel's own time-out.
        for (var tries = 0; tries < 1000 && Waiting(port) is > 1; tries++)
            await Task.Delay(1, ct).ConfigureAwait(false);
    }
}
