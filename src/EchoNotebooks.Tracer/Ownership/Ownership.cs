using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Which process holds which descriptor of which socket, as the steps have told it up to now. <see cref="TableReader"/>
/// brings the tables up to date from the kernel, <see cref="FullReading"/> compares all of it with a whole snapshot.
/// </summary>
/// <param name="deltas">Is told everything that may have changed.</param>
/// <param name="everything">Whether pipes, files and the like are shown too, and unix sockets.</param>
internal sealed class Ownership(DeltaTracker deltas, bool everything)
{
    private readonly List<TracedProcess> processes = [];
    private readonly Dictionary<int, TracedProcess> byPid = [];
    private readonly Dictionary<ulong, OpenFileDescription> sockets = [];
    private readonly List<OpenFileDescription> unreferenced = [];
    private int shownDescriptions;

    /// <summary>In the order in which they were forked; zombies included.</summary>
    internal IReadOnlyList<TracedProcess> Processes => processes;

    /// <summary>The sockets that some descriptor leads to, and those that the kernel has although none does.</summary>
    internal IEnumerable<OpenFileDescription> Sockets => sockets.Values;

    /// <summary>The sockets that no descriptor leads to and that the kernel may have all the same.</summary>
    internal IReadOnlyList<OpenFileDescription> Unreferenced => unreferenced;

    /// <summary>The tables that are a thread's and not its process's.</summary>
    internal HashSet<DescriptorTable> OwnTables { get; } = [];

    internal TracedProcess? Find(int pid) => byPid.GetValueOrDefault(pid);

    /// <summary>The socket with this inode, if it is known.</summary>
    internal OpenFileDescription? FindSocket(ulong? inode) => inode is { } known ? sockets.GetValueOrDefault(known) : null;

    internal void Add(TracedProcess process, DescriptorTable table)
    {
        processes.Add(process);
        byPid[process.Pid] = process;
        Hold(process, table);
        deltas.TouchProcess(process.Pid);
    }

    /// <summary>A process was reaped: nothing is left of it.</summary>
    internal void Remove(TracedProcess process)
    {
        Release(process);
        processes.Remove(process);
        // Its pid may be another's already.
        if (byPid.GetValueOrDefault(process.Pid) == process) byPid.Remove(process.Pid);
        deltas.TouchProcess(process.Pid);
    }

    internal void Touch(TracedProcess process) => deltas.TouchProcess(process.Pid);

    /// <summary>A process holds this table from now on, and no other.</summary>
    internal void Hold(TracedProcess process, DescriptorTable table)
    {
        Release(process);
        process.Table = table;
        table.Holders.Add(process);
        foreach (var fd in table.Descriptors.Keys) deltas.TouchDescriptor(process.Pid, fd);
    }

    /// <summary>A process lets go of its table; the last user's descriptors are closed.</summary>
    internal void Release(TracedProcess process)
    {
        if (process.Table is not { } table) return;
        table.Holders.Remove(process);
        process.Table = null;
        foreach (var fd in table.Descriptors.Keys) deltas.TouchDescriptor(process.Pid, fd);
        LoseReferencesUnlessUsed(table);
    }

    /// <summary>A thread uses another table than its process's from now on.</summary>
    internal void HoldOwn(TracedThread thread, DescriptorTable table)
    {
        ReleaseOwn(thread);
        thread.OwnTable = table;
        table.OwnOf.Add(thread);
        OwnTables.Add(table);
    }

    /// <summary>A thread with a table of its own ends, or executes a program.</summary>
    internal void ReleaseOwn(TracedThread thread)
    {
        if (thread.OwnTable is not { } table) return;
        table.OwnOf.Remove(thread);
        thread.OwnTable = null;
        if (table.OwnOf.Count == 0) OwnTables.Remove(table);
        LoseReferencesUnlessUsed(table);
    }

    /// <summary>A table of its own that leads to the same open file descriptions: what fork gives a child.</summary>
    internal DescriptorTable Copy(DescriptorTable table)
    {
        var copy = new DescriptorTable();
        foreach (var (fd, descriptor) in table.Descriptors)
        {
            copy.Descriptors.Add(fd, descriptor);
            AddReference(descriptor.Description);
        }
        copy.Closed.UnionWith(table.Closed);
        return copy;
    }

    /// <summary>A number leads here from now on; what it led to before is closed.</summary>
    internal void Set(DescriptorTable table, int fd, Descriptor descriptor)
    {
        AddReference(descriptor.Description);
        if (table.Descriptors.TryGetValue(fd, out var former)) LoseReference(former.Description);
        table.Descriptors[fd] = descriptor;
        table.Closed.Remove(fd);
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
        deltas.TouchSocket(fact.Inode);
        // Whether its descriptors are shown depends on the protocol.
        TouchHolders(description);
    }

    internal void Rename(OpenFileDescription description, string name)
    {
        if (description.Name == name) return;
        description.Name = name;
        TouchHolders(description);
    }

    /// <summary>The kernel has no such socket any more.</summary>
    internal void Forget(OpenFileDescription socket)
    {
        unreferenced.Remove(socket);
        if (socket.Inode is not { } inode || sockets.GetValueOrDefault(inode) != socket) return;
        sockets.Remove(inode);
        deltas.TouchSocket(inode);
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
            key.Pid, key.Fd, description.Kind, description.Inode, description.Target, descriptor.CloseOnExec,
            description.Number, description.Name);
    }

    /// <summary>null where the socket is gone or not shown.</summary>
    internal SocketFact? SocketFact(ulong inode) =>
        FindSocket(inode) is { } socket && IsShown(socket) ? socket.Socket! with { HeldBy = socket.HeldBy } : null;

    /// <summary>
    /// No process that is shown has a descriptor of a socket that the kernel has: says what keeps it; null where one has.
    /// </summary>
    internal void KeptBy(OpenFileDescription socket, SocketHold? holder)
    {
        if (socket.HeldBy == holder) return;
        socket.HeldBy = holder;
        if (socket.Inode is { } inode) deltas.TouchSocket(inode);
    }

    private void TouchHolders(OpenFileDescription description)
    {
        if (description.References == 0) return;
        foreach (var process in processes)
        {
            if (process.Table is null) continue;
            foreach (var (fd, descriptor) in process.Table.Descriptors)
                if (descriptor.Description == description) deltas.TouchDescriptor(process.Pid, fd);
        }
    }

    private void Touch(DescriptorTable table, int fd)
    {
        foreach (var holder in table.Holders) deltas.TouchDescriptor(holder.Pid, fd);
    }

    private void AddReference(OpenFileDescription description)
    {
        if (description.References++ > 0 || description is not { Kind: DescriptorKind.Socket, Inode: { } inode }) return;
        unreferenced.Remove(description);
        description.HeldBy = null;
        sockets[inode] = description;
        deltas.TouchSocket(inode);
    }

    private void LoseReference(OpenFileDescription description)
    {
        if (--description.References > 0 || description.Inode is not { } inode) return;
        if (sockets.GetValueOrDefault(inode) == description) unreferenced.Add(description);
        deltas.TouchSocket(inode);
    }

    private void LoseReferencesUnlessUsed(DescriptorTable table)
    {
        if (table.IsUsed) return;
        foreach (var descriptor in table.Descriptors.Values) LoseReference(descriptor.Description);
    }
}
