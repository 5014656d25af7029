using System.Collections.Immutable;
using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// Reads <see cref="DetailFacts"/> right after a snapshot. What is read is of the same processes, files and sockets: a process that
/// has ended, and a descriptor that leads elsewhere by now, are left out.
/// </summary>
/// <param name="snapshot">What they are read for.</param>
internal sealed class DetailReader(DescriptorSnapshot snapshot)
{
    private readonly ProcReader proc = new();

    internal ImmutableDictionary<DescriptorKey, OpenFileStatus> ReadFiles()
    {
        var files = ImmutableDictionary.CreateBuilder<DescriptorKey, OpenFileStatus>();
        var facts = snapshot.Descriptors.ToLookup(fact => fact.Pid);
        foreach (var process in snapshot.Processes)
        {
            var own = facts[process.Pid].Select(fact => (fact.Fd, Status: ReadFile(fact))).ToList();
            if (!IsStill(process)) continue;
            foreach (var (fd, status) in own)
                if (status is { } read) files[new(process.Pid, fd)] = read;
        }
        return files.ToImmutable();
    }

    internal ImmutableDictionary<int, ProcStatus> ReadSignals()
    {
        var signals = ImmutableDictionary.CreateBuilder<int, ProcStatus>();
        foreach (var process in snapshot.Processes)
            if (proc.ReadStatus(process.Pid) is { } status && IsStill(process)) signals[process.Pid] = status;
        return signals.ToImmutable();
    }

    internal ImmutableDictionary<ulong, SocketFact> ReadQueues()
    {
        var holders = snapshot.Descriptors.Where(fact => fact is { Kind: DescriptorKind.Socket, Inode: not null })
            .ToLookup(fact => fact.Inode!.Value);
        using var reader = new SocketReader(proc);
        return snapshot.Sockets.Where(socket => socket.IsTcp).SelectMany(socket => holders[socket.Inode].Take(1))
            .Select(fact => reader.Read(new(fact.Inode!.Value, fact.Pid, fact.Fd, NetworkNamespace(fact.Pid))))
            .Where(socket => socket is { ReceiveQueue: not null, SendQueue: not null })
            .ToImmutableDictionary(socket => socket.Inode);
    }

    private OpenFileStatus? ReadFile(DescriptorFact fact)
    {
        if (ProcessReading.ReadDescriptor(proc, fact.Pid, fact.Fd) is not { } now) return null;
        if (now.Inode != fact.Inode || now.Target.ToString() != fact.Target) return null;
        var hasOffset = fact.Kind == DescriptorKind.File && RegularFile.Is($"/proc/{fact.Pid}/fd/{fact.Fd}");
        return new OpenFileStatus(now.Info.Flags, hasOffset ? now.Info.Position : null);
    }

    /// <summary>Whether the pid has not been given to another process meanwhile.</summary>
    private bool IsStill(ProcessFact process) => ProcessReading.ReadStat(proc, process.Pid)?.StartTime == process.StartTime;

    /// <returns>The namespace's inode; null where it cannot be read.</returns>
    private ulong? NetworkNamespace(int pid)
    {
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"/proc/{pid}/ns/net\0", out var length);
        var isRead = proc.ReadLink(AT_FDCWD, path[..length], out var link) == 0;
        return isRead && FdTarget.Parse(link) is FdTarget.Special space ? space.Inode : null;
    }
}
