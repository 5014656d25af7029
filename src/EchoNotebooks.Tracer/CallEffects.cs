using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What a call that has succeeded did to descriptors, and what its sockets are called from then on.</summary>
internal sealed class CallEffects(Ownership ownership, KernelFacts kernel, Roles roles)
{
    private const string ServSock = "serv_sock";
    private const string ClntSock = "clnt_sock";

    /// <summary>A socket lives in another network namespace: its state can be learnt from a full reading only.</summary>
    internal bool HasForeignSocket { get; private set; }

    /// <summary>The descriptors of a process, all read from the kernel: those that it was started with.</summary>
    internal DescriptorTable ReadTable(int pid)
    {
        var table = new DescriptorTable();
        var described = new OpenFileDescriptions();
        var known = new Dictionary<object, OpenFileDescription>();
        foreach (var d in kernel.Process(pid)?.Descriptors ?? [])
        {
            // Where kcmp is refused, only sockets show whether two descriptors share a description.
            object place = described.Place(new(d.Info.MountId, d.Inode, (d.Target as FdTarget.AnonInode)?.Name), pid, d.Fd)
                ?? (d.Target as FdTarget.Socket ?? (object)d.Fd);
            if (!known.TryGetValue(place, out var description)) known.Add(place, description = Describe(pid, d));
            ownership.Set(table, d.Fd, new(description, d.Info.CloseOnExec));
        }
        return table;
    }

    /// <summary>Brings a table into agreement with the kernel after a call that may have brought any number of descriptors.</summary>
    internal void Reread(TracedProcess process)
    {
        if (process.Table is not { } table || kernel.Process(process.Pid) is not { } reading) return;
        foreach (var fd in table.Descriptors.Keys.Except(reading.Descriptors.Select(d => d.Fd)).ToList()) ownership.Close(table, fd);
        foreach (var d in reading.Descriptors)
        {
            var isKnown = table.Descriptors.TryGetValue(d.Fd, out var known) && known.Description.Kind == d.Kind && known.Description.Inode == d.Inode;
            if (!isKnown) Place(process, d);
            else if (known.CloseOnExec != d.Info.CloseOnExec) ownership.Set(table, d.Fd, known with { CloseOnExec = d.Info.CloseOnExec });
        }
    }

    /// <summary>Applies a call.</summary>
    /// <param name="thread">Who made it.</param>
    /// <param name="call">The call.</param>
    /// <param name="result">What it returned; negative is an error.</param>
    internal void Apply(TracedThread thread, CallInProgress call, long result)
    {
        var process = thread.Process;
        if (process.Table is not { } table) return;
        var effect = call.Definition.Effect;
        if (effect == Effect.Wait)
        {
            Reap(process, call, result);
            return;
        }
        // Linux has closed the descriptor whatever close returns, unless there was none. It did so at once: where others
        // went on meanwhile, the number may be another's by now.
        if (effect == Effect.Close && result != -EBADF && !call.HasLostTurn) ownership.Close(table, call.Int(0));
        if (effect == Effect.Connect && (result >= 0 || -result is EINPROGRESS or EINTR)) Connected(process, call.Int(0));
        if (result < 0) return;

        switch (effect)
        {
            case Effect.Socket:
                if (Place(process, (int)result) is { } socket) Created(process, call, socket);
                break;
            case Effect.SocketPair or Effect.Pipe:
                Span<int> pair = stackalloc int[2];
                var bytes = ProcessMemory.Read(process.Pid, call[effect == Effect.Pipe ? 0 : 3], MemoryMarshal.AsBytes(pair));
                if (bytes.Length < 8) Reread(process);
                else foreach (var fd in pair) Place(process, fd);
                break;
            case Effect.Accept:
                Accepted(process, call, (int)result);
                break;
            case Effect.Bind or Effect.Shutdown:
                Look(process, call.Int(0));
                break;
            case Effect.Listen:
                Look(process, call.Int(0));
                if (table.Descriptors.TryGetValue(call.Int(0), out var listening) && listening.Description.IsInternetSocket)
                {
                    ownership.Rename(listening.Description, ServSock);
                    roles.Listens(process);
                }
                break;
            case Effect.Create or Effect.Open or Effect.Fetch:
                Place(process, (int)result);
                break;
            case Effect.Signalfd:
                if (call.Int(0) < 0) Place(process, (int)result);
                break;
            case Effect.Receive:
                if (call.Definition.Name == "recvmmsg" || HasControlData(process.Pid, call[1])) Reread(process);
                break;
            case Effect.Duplicate:
                Duplicate(table, call.Int(0), (int)result, closeOnExec: false);
                break;
            case Effect.DuplicateTo:
                if (call.Int(0) != call.Int(1))
                    Duplicate(table, call.Int(0), call.Int(1), call.Definition.Flags >= 0 && (call.Int(2) & O_CLOEXEC) != 0);
                break;
            case Effect.Fcntl when call.Int(1) == F_SETFD:
                SetCloseOnExec(table, call.Int(0), (call.Int(2) & FD_CLOEXEC) != 0);
                break;
            case Effect.Fcntl:
                Duplicate(table, call.Int(0), (int)result, call.Int(1) == F_DUPFD_CLOEXEC);
                break;
            case Effect.Ioctl:
                SetCloseOnExec(table, call.Int(0), call.Int(1) == FIOCLEX);
                break;
            case Effect.CloseRange when !call.HasLostTurn:
                CloseRange(process, call);
                break;
            case Effect.Unshare:
                if ((call[0] & CLONE_FILES) != 0) Unshare(process);
                break;
            case Effect.Fork:
                // The new process's pidfd is one more descriptor of the parent's.
                if ((ForkFlags(process.Pid, call) & CLONE_PIDFD) != 0) Reread(process);
                break;
        }
    }

    /// <summary>exec closes what is marked so, in a table of its own.</summary>
    internal void Executed(TracedProcess process)
    {
        Unshare(process);
        var table = process.Table!;
        foreach (var fd in table.Descriptors.Where(d => d.Value.CloseOnExec).Select(d => d.Key).ToList()) ownership.Close(table, fd);
    }

    /// <summary>What fork was told to share: clone's first argument, clone3's structure, nothing for fork.</summary>
    internal static ulong ForkFlags(int pid, CallInProgress call)
    {
        switch (call.Definition.Name)
        {
            case "clone":
                return call[0];
            case "vfork":
                return CLONE_VM | CLONE_VFORK;
            case "clone3":
                Span<ulong> flags = [0];
                ProcessMemory.Read(pid, call[0], MemoryMarshal.AsBytes(flags));
                return flags[0];
            default:
                return 0;
        }
    }

    /// <summary>Removes the zombies that are there no more: wait4 names one, waitid does not, and ECHILD may stand for several.</summary>
    internal void Reap(TracedProcess parent, CallInProgress call, long result)
    {
        foreach (var zombie in ownership.Processes.Where(p => p.IsDead && p.Ppid == parent.Pid).ToList())
        {
            var reaped = call.Definition.Name == "wait4" && result > 0 ? zombie.Pid == result : !IsThere(zombie);
            if (reaped) ownership.Remove(zombie);
        }
    }

    /// <summary>Whether a process that has ended waits for its parent: the same pid may be another's already.</summary>
    internal bool IsThere(TracedProcess process) => kernel.Stat(process.Pid) is { State: 'Z' } stat && stat.StartTime == process.StartTime;

    /// <summary>A kernel's answer on a socket, for one that is new or whose ends may have changed.</summary>
    internal void Look(TracedProcess process, int fd)
    {
        if (process.Table!.Descriptors.TryGetValue(fd, out var descriptor) && descriptor.Description is { Kind: DescriptorKind.Socket, Inode: { } inode })
            ownership.BecomeSocket(descriptor.Description, kernel.Socket(process.Pid, fd, inode));
    }

    private void Created(TracedProcess process, CallInProgress call, OpenFileDescription socket)
    {
        var isInternet = call.Int(0) is AF_INET or AF_INET6;
        HasForeignSocket |= isInternet && !kernel.IsInOwnNetwork(process.Pid);
    }

    private void Accepted(TracedProcess process, CallInProgress call, int fd)
    {
        if (kernel.SocketInode(process.Pid, fd) is not { } inode) return;
        // A reading may have come before: of a process whose call had lost its turn.
        var description = ownership.FindSocket(inode) ?? Ownership.Describe(DescriptorKind.Socket, inode, new FdTarget.Socket(inode).ToString());
        var isTcp = call.ActedOn?.Socket?.Protocol is "tcp" or "tcp6";
        ownership.BecomeSocket(description, isTcp && !HasForeignSocket
            ? kernel.Connection(process.Pid, fd, inode)
            : kernel.Socket(process.Pid, fd, inode));
        if (description.IsInternetSocket) description.Name = ClntSock;
        var closeOnExec = call.Definition.Flags >= 0 && (call.Int(call.Definition.Flags) & SOCK_CLOEXEC) != 0;
        ownership.Set(process.Table!, fd, new(description, closeOnExec));
    }

    private void Connected(TracedProcess process, int fd)
    {
        if (process.Table!.Descriptors.TryGetValue(fd, out var descriptor) && descriptor.Description is { IsInternetSocket: true, Inode: { } inode } description)
            ownership.BecomeSocket(description, kernel.Connection(process.Pid, fd, inode));
    }

    private OpenFileDescription? Place(TracedProcess process, int fd) =>
        kernel.Descriptor(process.Pid, fd) is { } facts ? Place(process, facts) : null;

    /// <summary>A descriptor that a call has brought. A socket that somebody holds already is known by its inode.</summary>
    private OpenFileDescription Place(TracedProcess process, ProcessReading.Descriptor facts)
    {
        var known = facts.Kind == DescriptorKind.Socket ? ownership.FindSocket(facts.Inode) : null;
        var description = known ?? Describe(process.Pid, facts);
        ownership.Set(process.Table!, facts.Fd, new(description, facts.Info.CloseOnExec));
        return description;
    }

    private OpenFileDescription Describe(int pid, ProcessReading.Descriptor facts)
    {
        var description = Ownership.Describe(facts.Kind, facts.Inode, facts.Target.ToString()!);
        if (facts is { Kind: DescriptorKind.Socket, Inode: { } inode })
        {
            ownership.BecomeSocket(description, kernel.Socket(pid, facts.Fd, inode));
            if (description.Socket?.State == SocketReader.TcpState(TCP_LISTEN) && description.IsInternetSocket) description.Name = ServSock;
        }
        return description;
    }

    private void Duplicate(DescriptorTable table, int from, int to, bool closeOnExec)
    {
        if (table.Descriptors.TryGetValue(from, out var descriptor)) ownership.Set(table, to, new(descriptor.Description, closeOnExec));
    }

    private void SetCloseOnExec(DescriptorTable table, int fd, bool closeOnExec)
    {
        if (table.Descriptors.TryGetValue(fd, out var descriptor)) ownership.Set(table, fd, descriptor with { CloseOnExec = closeOnExec });
    }

    private void CloseRange(TracedProcess process, CallInProgress call)
    {
        var (first, last, flags) = ((uint)call[0], (uint)call[1], call.Int(2));
        if ((flags & CLOSE_RANGE_UNSHARE) != 0) Unshare(process);
        var table = process.Table!;
        foreach (var fd in table.Descriptors.Keys.Where(fd => (uint)fd >= first && (uint)fd <= last).ToList())
        {
            if ((flags & CLOSE_RANGE_CLOEXEC) != 0) SetCloseOnExec(table, fd, true);
            else ownership.Close(table, fd);
        }
    }

    private void Unshare(TracedProcess process)
    {
        if (process.Table is { Holders.Count: > 1 } shared) ownership.Hold(process, Ownership.Copy(shared));
    }

    /// <summary>struct msghdr: msg_controllen, what came beside the data, is at offset 40.</summary>
    private static bool HasControlData(int pid, ulong address)
    {
        Span<ulong> length = [0];
        return ProcessMemory.Read(pid, address + 40, MemoryMarshal.AsBytes(length)).Length == 8 && length[0] > 0;
    }
}
