using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Which process holds which descriptor of which socket, kept up by following calls. Everything that is new is read
/// from the kernel once; from then on close, dup, fork and exit say what becomes of it. <see cref="Reading"/>
/// holds it against a full reading.
/// </summary>
/// <param name="ledger">Learns of every change.</param>
/// <param name="everything">Whether pipes, files and the like are shown too, and unix sockets.</param>
internal sealed class Ownership(Ledger ledger, bool everything)
{
    private readonly List<TracedProcess> processes = [];
    private readonly Dictionary<int, TracedProcess> byPid = [];
    private readonly Dictionary<ulong, OpenFileDescription> sockets = [];
    private int shownDescriptions;

    /// <summary>In the order in which they were forked; zombies included.</summary>
    internal IReadOnlyList<TracedProcess> Processes => processes;

    /// <summary>Sockets that some descriptor leads to.</summary>
    internal IEnumerable<OpenFileDescription> Sockets => sockets.Values;

    internal TracedProcess? Find(int pid) => byPid.GetValueOrDefault(pid);

    /// <summary>The socket with this inode, if some descriptor leads to it.</summary>
    internal OpenFileDescription? FindSocket(ulong? inode) => inode is { } known ? sockets.GetValueOrDefault(known) : null;

    internal void Add(TracedProcess process, DescriptorTable table)
    {
        processes.Add(process);
        byPid[process.Pid] = process;
        Hold(process, table);
        ledger.TouchProcess(process.Pid);
    }

    /// <summary>A process was reaped: nothing is left of it.</summary>
    internal void Remove(TracedProcess process)
    {
        Release(process);
        processes.Remove(process);
        // Its pid may be another's already.
        if (byPid.GetValueOrDefault(process.Pid) == process) byPid.Remove(process.Pid);
        ledger.TouchProcess(process.Pid);
    }

    internal void Touch(TracedProcess process) => ledger.TouchProcess(process.Pid);

    /// <summary>A process holds this table from now on, and no other.</summary>
    internal void Hold(TracedProcess process, DescriptorTable table)
    {
        Release(process);
        process.Table = table;
        table.Holders.Add(process);
        foreach (var fd in table.Descriptors.Keys) ledger.TouchDescriptor(process.Pid, fd);
    }

    /// <summary>A process lets go of its table; the last holder's descriptors are closed.</summary>
    internal void Release(TracedProcess process)
    {
        if (process.Table is not { } table) return;
        table.Holders.Remove(process);
        process.Table = null;
        foreach (var (fd, descriptor) in table.Descriptors)
        {
            ledger.TouchDescriptor(process.Pid, fd);
            if (table.Holders.Count == 0) LoseReference(descriptor.Description);
        }
    }

    /// <summary>What fork gives a child: a table of its own that leads to the same open file descriptions.</summary>
    internal static DescriptorTable Copy(DescriptorTable table)
    {
        var copy = new DescriptorTable();
        foreach (var (fd, descriptor) in table.Descriptors)
        {
            copy.Descriptors.Add(fd, descriptor);
            descriptor.Description.References++;
        }
        copy.Closed.UnionWith(table.Closed);
        return copy;
    }

    /// <summary>A new open file description, not yet held by anybody.</summary>
    internal static OpenFileDescription Describe(DescriptorKind kind, ulong? inode, string target) =>
        new() { Kind = kind, Inode = inode, Target = target };

    /// <summary>A number leads here from now on; what it led to before is closed.</summary>
    internal void Set(DescriptorTable table, int fd, Descriptor descriptor)
    {
        descriptor.Description.References++;
        if (table.Descriptors.TryGetValue(fd, out var former)) LoseReference(former.Description);
        table.Descriptors[fd] = descriptor;
        table.Closed.Remove(fd);
        if (descriptor.Description is { Kind: DescriptorKind.Socket, Inode: { } inode })
        {
            sockets[inode] = descriptor.Description;
            ledger.TouchSocket(inode);
        }
        Touch(table, fd);
    }

    internal void Close(DescriptorTable table, int fd)
    {
        if (!table.Descriptors.Remove(fd, out var descriptor)) return;
        if (IsShown(descriptor.Description)) table.Closed.Add(fd);
        LoseReference(descriptor.Description);
        Touch(table, fd);
    }

    /// <summary>Says what a socket is now.</summary>
    internal void BecomeSocket(OpenFileDescription description, SocketFact fact)
    {
        if (description.Socket == fact) return;
        description.BecomeSocket(fact);
        ledger.TouchSocket(fact.Inode);
        // Whether its descriptors are shown depends on the protocol.
        TouchHolders(description);
    }

    internal void Rename(OpenFileDescription description, string name)
    {
        if (description.Name == name) return;
        description.Name = name;
        TouchHolders(description);
    }

    /// <summary>Whether it is worth showing: a socket of the internet; everything where everything was asked for.</summary>
    internal bool IsShown(OpenFileDescription? description) => description is not null && (everything || description.IsInternetSocket);

    /// <summary>null where there is no such process.</summary>
    internal ProcessFact? ProcessFact(int pid) => Find(pid)?.Fact;

    /// <summary>null where there is no such descriptor, or it is not shown.</summary>
    internal DescriptorFact? ShownDescriptor(DescriptorKey key)
    {
        if (Find(key.Pid)?.Table is not { } table || !table.Descriptors.TryGetValue(key.Fd, out var descriptor)) return null;
        var description = descriptor.Description;
        if (!IsShown(description)) return null;
        description.Number ??= ++shownDescriptions;
        return new(
            key.Pid, key.Fd, description.Kind, description.Inode, description.Target, descriptor.CloseOnExec, description.Number, description.Name);
    }

    /// <summary>null where no shown descriptor leads to it.</summary>
    internal SocketFact? SocketFact(ulong inode) => FindSocket(inode) is { } socket && IsShown(socket) ? socket.Socket : null;

    private void TouchHolders(OpenFileDescription description)
    {
        if (description.References == 0) return;
        foreach (var process in processes)
        {
            if (process.Table is null) continue;
            foreach (var (fd, descriptor) in process.Table.Descriptors)
                if (descriptor.Description == description) ledger.TouchDescriptor(process.Pid, fd);
        }
    }

    private void Touch(DescriptorTable table, int fd)
    {
        foreach (var holder in table.Holders) ledger.TouchDescriptor(holder.Pid, fd);
    }

    private void LoseReference(OpenFileDescription description)
    {
        if (--description.References > 0 || description.Inode is not { } inode || sockets.GetValueOrDefault(inode) != description) return;
        sockets.Remove(inode);
        ledger.TouchSocket(inode);
    }
}
