using System.Text;
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
    internal DescriptorFact? Read(int tid, int fd)
    {
        Span<byte> path = stackalloc byte[48];
        Utf8.TryWrite(path, $"/proc/{tid}/fd/{fd}\0", out var length);
        if (proc.ReadLink(AT_FDCWD, path[..length], out var link) != 0) return null;
        // A socket or a pipe is named by its link; anything else has more to be read.
        var target = FdTarget.Parse(link);
        if (target is not (FdTarget.Socket or FdTarget.Pipe))
            return ProcessReading.ReadDescriptor(proc, tid, fd) is { } other ? Fact(tid, other) : null;
        Utf8.TryWrite(path, $"/proc/{tid}/fdinfo/{fd}\0", out length);
        if (proc.ReadFirst(AT_FDCWD, path[..length], out var text) != 0) return null;
        var closeOnExec = FdInfo.Parse(text).CloseOnExec;
        return target is FdTarget.Socket socket
            ? new(tid, fd, DescriptorKind.Socket, socket.Inode, socket.ToString(), closeOnExec, null)
            : new(tid, fd, DescriptorKind.Pipe, ((FdTarget.Pipe)target).Inode, target.ToString()!, closeOnExec, null);
    }

    /// <summary>Reads all descriptors, by number.</summary>
    /// <param name="tid">The thread.</param>
    /// <param name="copyOf">
    /// A table that the thread's is a copy of: where a number leads to the same thing in both, it has the same flag as
    /// well (fork(2)), and no more than the link is read.
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
            if (copyOf?.Descriptors.GetValueOrDefault(fd) is { } known && LeadsTo(folder, fd, known.Description.Target))
                facts.Add(new(tid, fd, known.Description.Kind, known.Description.Inode, known.Description.Target, known.CloseOnExec, null));
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
        var target = new FdTarget.Socket(inode).ToString();
        var has = numbers.Exists(fd => LeadsTo(folder, fd, target));
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

    /// <summary>Whether a descriptor's link has a certain text.</summary>
    private bool LeadsTo(int folder, int fd, string target)
    {
        Span<byte> name = stackalloc byte[16];
        Utf8.TryWrite(name, $"{fd}\0", out var length);
        Span<byte> text = stackalloc byte[256];
        return proc.ReadLink(folder, name[..length], out var link) == 0
            && Encoding.UTF8.TryGetBytes(target, text, out length) && link.SequenceEqual(text[..length]);
    }

    private static DescriptorFact Fact(int tid, ProcessReading.Descriptor read) =>
        new(tid, read.Fd, read.Kind, read.Inode, read.Target.ToString()!, read.Info.CloseOnExec, null);
}
