using System.Text.Unicode;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// What the kernel says of the descriptors of a thread that stands still: /proc/TID/fd is its own table (proc_pid_fd(5)).
/// </summary>
/// <param name="proc">Reads /proc.</param>
internal sealed class DescriptorReader(ProcReader proc)
{
    private readonly List<int> numbers = [];

    /// <summary>Reads one descriptor.</summary>
    /// <returns>null where it is not open.</returns>
    internal DescriptorFact? Read(int tid, int fd) =>
        ProcessReading.ReadDescriptor(proc, tid, fd) is { } read ? Fact(tid, read) : null;

    /// <summary>Reads all descriptors, by number.</summary>
    /// <param name="tid">The thread.</param>
    /// <param name="copyOf">
    /// A table that the thread's is a copy of: what leads to the same socket or pipe under the same number has the same
    /// flag as well (fork(2)), which is then not read.
    /// </param>
    internal List<DescriptorFact> ReadAll(int tid, DescriptorTable? copyOf = null)
    {
        var facts = new List<DescriptorFact>();
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"/proc/{tid}/fd\0", out var length);
        if (ProcReader.Open(AT_FDCWD, path[..length], out var folder) != 0) return facts;
        numbers.Clear();
        _ = proc.ListNumbers(folder, numbers);
        numbers.Sort();
        foreach (var fd in numbers)
        {
            if (copyOf?.Descriptors.GetValueOrDefault(fd) is { Description: { Inode: { } inode } like } known
                && NamedInode(folder, fd) == inode)
                facts.Add(new(tid, fd, like.Kind, inode, like.Target, known.CloseOnExec, null));
            else if (Read(tid, fd) is { } fact)
                facts.Add(fact);
        }
        _ = close(folder);
        return facts;
    }

    /// <summary>Which open file description each descriptor of a process leads to (kcmp(2)); empty where kcmp is refused.</summary>
    internal Dictionary<int, object> ReadDescriptions(int pid)
    {
        var (described, places) = (new OpenFileDescriptions(), new Dictionary<int, object>());
        foreach (var d in ProcessReading.Read(proc, pid, children: false, out _)?.Descriptors ?? [])
            if (described.Place(d.File, pid, d.Fd) is { } place)
                places[d.Fd] = place;
        return described.Refused ? [] : places;
    }

    /// <summary>Whether one of a process's descriptors leads to a socket.</summary>
    internal bool HasSocket(int pid, ulong inode)
    {
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"/proc/{pid}/fd\0", out var length);
        if (ProcReader.Open(AT_FDCWD, path[..length], out var folder) != 0) return false;
        numbers.Clear();
        _ = proc.ListNumbers(folder, numbers);
        var has = numbers.Exists(fd => NamedInode(folder, fd) == inode);
        _ = close(folder);
        return has;
    }

    /// <summary>The process that a pidfd leads to (fdinfo's "Pid:", pidfd_open(2)); null where it leads to none.</summary>
    internal int? ProcessOf(int tid, int pidfd)
    {
        Span<byte> path = stackalloc byte[48];
        Utf8.TryWrite(path, $"/proc/{tid}/fdinfo/{pidfd}\0", out var length);
        if (proc.ReadFirst(AT_FDCWD, path[..length], out var text) != 0) return null;
        var at = text.IndexOf("\nPid:\t"u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(text[(at + 6)..], out int pid, out _) && pid > 0 ? pid : null;
    }

    /// <summary>The inode that the link of a socket or a pipe names.</summary>
    private ulong? NamedInode(int folder, int fd)
    {
        Span<byte> name = stackalloc byte[16];
        Utf8.TryWrite(name, $"{fd}\0", out var length);
        if (proc.ReadLink(folder, name[..length], out var link) != 0) return null;
        return FdTarget.Parse(link) switch
        {
            FdTarget.Socket socket => socket.Inode,
            FdTarget.Pipe pipe => pipe.Inode,
            _ => null,
        };
    }

    private static DescriptorFact Fact(int tid, ProcessReading.Descriptor read) =>
        new(tid, read.Fd, read.Kind, read.Inode, read.Target.ToString()!, read.Info.CloseOnExec, null);
}
