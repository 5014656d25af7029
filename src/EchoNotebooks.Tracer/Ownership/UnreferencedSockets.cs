using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// The sockets that no descriptor of a shown process leads to any more. Whether the last one was really the last, the
/// kernel says: a socket lives on in a message, in a process that is not traced, in a call that is not over.
/// </summary>
internal sealed class UnreferencedSockets(
    Ownership ownership, PassedDescriptors passed, UntracedProcesses untraced, SocketLookup lookup)
{
    /// <summary>Asks for each whether it is still there. Connections have just been asked for their state.</summary>
    /// <param name="canAsk">Whether the kernel answers questions about sockets.</param>
    internal void Refresh(bool canAsk)
    {
        for (var i = ownership.Unreferenced.Count - 1; i >= 0; i--)
        {
            var socket = ownership.Unreferenced[i];
            var exists = Exists(socket, canAsk);
            var holder = exists == false ? null : HolderOf(socket);
            if (exists ?? holder is not null)
            {
                ownership.KeptBy(socket, holder ?? SocketHold.Unknown);
                continue;
            }
            passed.Forget(socket);
            ownership.Forget(socket);
        }
        RefreshOwnTables();
    }

    /// <summary>null where the kernel cannot be asked: no table of it has a socket that is neither bound nor connected.</summary>
    private bool? Exists(OpenFileDescription socket, bool canAsk)
    {
        if (!canAsk || lookup.HasForeignSocket || socket.Socket is not { } fact) return null;
        if (socket.Connection is { } connection) return connection.State != TCP_CLOSE;
        var isListed = fact.State == SocketReader.TcpState(TCP_LISTEN) || (fact.Protocol is "udp" or "udp6" && fact.Local is not null);
        return isListed ? SocketLookup.Exists(fact) : null;
    }

    private SocketHold? HolderOf(OpenFileDescription socket) =>
        passed.Carry(socket) ? SocketHold.Message
        : untraced.Hold(socket.Inode!.Value) ? SocketHold.Untraced
        : ownership.Processes.Any(process => process.Threads.Any(thread => IsUsedBy(thread, socket))) ? SocketHold.Call
        : null;

    private static bool IsUsedBy(TracedThread thread, OpenFileDescription socket) => thread.IsRunning && thread.Call?.ActedOn == socket;

    /// <summary>A table that only a thread has is not shown; a socket may have no descriptor in any other.</summary>
    private void RefreshOwnTables()
    {
        foreach (var table in ownership.OwnTables)
            foreach (var (description, _) in table.Descriptors.Values)
                if (description.Kind == DescriptorKind.Socket)
                    ownership.KeptBy(description, IsShownAnywhere(description) ? null : SocketHold.Thread);
    }

    private bool IsShownAnywhere(OpenFileDescription socket) => ownership.Processes.Any(process =>
        process.Table?.Descriptors.Values.Any(descriptor => descriptor.Description == socket) == true);
}
