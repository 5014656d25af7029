using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <content>The process's descriptors.</content>
internal sealed partial class ProcessReading
{
    /// <param name="Fd">Its number.</param>
    /// <param name="Target">Where it leads.</param>
    /// <param name="Info">Its flags and mount.</param>
    /// <param name="Inode">The inode of what it leads to.</param>
    /// <param name="IsFifo">Whether the path that it leads to is a named pipe's.</param>
    internal readonly record struct Descriptor(int Fd, FdTarget Target, FdInfo Info, ulong? Inode, bool IsFifo)
    {
        internal DescriptorKind Kind => Target switch
        {
            FdTarget.Socket => DescriptorKind.Socket,
            FdTarget.Pipe => DescriptorKind.Pipe,
            FdTarget.File => IsFifo ? DescriptorKind.Pipe : DescriptorKind.File,
            FdTarget.AnonInode => DescriptorKind.Anon,
            _ => DescriptorKind.Other,
        };

        /// <summary>The file that its open file description is of.</summary>
        internal OpenFileDescriptions.FileKey File =>
            new(Info.MountId, Inode, (Target as FdTarget.AnonInode)?.Name, Target is FdTarget.Socket);

        /// <summary>What a snapshot shows of it: not its offset and its status flags, which a process changes as it works.</summary>
        internal (int, FdTarget, OpenFileDescriptions.FileKey, bool, bool) Shown => (Fd, Target, File, IsFifo, Info.CloseOnExec);
    }

    /// <summary>Reads one descriptor.</summary>
    /// <returns>null where it is not open.</returns>
    internal static Descriptor? ReadDescriptor(ProcReader proc, int pid, int fd)
    {
        if (OpenProcess(pid, out var folder) != 0) return null;
        try
        {
            if (ProcReader.Open(folder, "fd\0"u8, out var fds) != 0) return null;
            var errno = ReadDescriptor(proc, folder, fds, pid, fd, out var descriptor);
            _ = close(fds);
            return errno == 0 ? descriptor : null;
        }
        finally
        {
            _ = close(folder);
        }
    }

    private ReadProblem? ReadDescriptors(ProcReader proc, int folder, ProcessReading? earlier)
    {
        var errno = ProcReader.Open(folder, "fd\0"u8, out var fds);
        if (errno != 0) return Problem(Pid, errno, "/fd");
        try
        {
            var numbers = new List<int>();
            errno = proc.ListNumbers(fds, numbers);
            if (errno != 0) return Problem(Pid, errno, "/fd");
            // Of this process, not the two that the reading itself holds.
            if (Pid == Environment.ProcessId) numbers.RemoveAll(fd => fd == folder || fd == fds);
            numbers.Sort();
            var (known, at) = (earlier?.Descriptors ?? [], 0);
            foreach (var fd in numbers)
            {
                while (at < known.Count && known[at].Fd < fd) at++;
                if (at < known.Count && known[at].Fd == fd && TryReadAgain(proc, folder, fds, Pid, known[at], out var same))
                {
                    Descriptors.Add(same);
                    continue;
                }
                errno = ReadDescriptor(proc, folder, fds, Pid, fd, out var descriptor);
                if (errno is EACCES or EPERM) return Problem(Pid, errno, $"/fd/{fd}");
                if (errno == 0) Descriptors.Add(descriptor);
                else changedMeanwhile = true;
            }
        }
        finally
        {
            _ = close(fds);
        }
        if (Descriptors.Exists(d => d.Target is FdTarget.Socket))
            NetworkNamespace = earlier?.NetworkNamespace is { } same && Descriptors.SequenceEqual(earlier.Descriptors)
                ? same : ReadNetworkNamespace(proc, folder);
        return null;
    }

    private static ulong? ReadNetworkNamespace(ProcReader proc, int folder) =>
        proc.ReadLink(folder, "ns/net\0"u8, out var link) == 0 && FdTarget.Parse(link) is FdTarget.Special space ? space.Inode : null;

    /// <summary>
    /// Reads a descriptor that an earlier pass has read, by fewer calls: where fdinfo says the same mount and inode it leads to the
    /// same socket or pipe, which have no other name; of anything else, to the same file, whose path may have changed.
    /// </summary>
    /// <returns>false where it is another now, or the kernel does not tell the inode.</returns>
    private static bool TryReadAgain(ProcReader proc, int folder, int fds, int pid, in Descriptor earlier, out Descriptor descriptor)
    {
        descriptor = default;
        if (earlier.Info.Inode is null) return false;
        Span<byte> path = stackalloc byte[32];
        if (earlier.Target is not (FdTarget.Socket or FdTarget.Pipe))
        {
            Utf8.TryWrite(path, $"{earlier.Fd}\0", out var end);
            if (proc.ReadLink(fds, path[..end], out var link) != 0 || !FdTarget.Parse(link).Equals(earlier.Target)) return false;
        }
        Utf8.TryWrite(path, $"fdinfo/{earlier.Fd}\0", out var length);
        if (proc.ReadFirst(folder, path[..length], out var text) != 0) return false;
        var info = FdInfo.Parse(text, $"/proc/{pid}/fdinfo/{earlier.Fd}");
        descriptor = earlier with { Info = info };
        return (info.MountId, info.Inode) == (earlier.Info.MountId, earlier.Info.Inode);
    }

    /// <returns>0 or errno; ENOENT where the descriptor was closed, or another took its number, between two of the calls.</returns>
    private static int ReadDescriptor(ProcReader proc, int folder, int fds, int pid, int fd, out Descriptor descriptor)
    {
        descriptor = default;
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"{fd}\0", out var length);
        var errno = proc.ReadLink(fds, path[..length], out var link);
        if (errno != 0) return errno;
        var target = FdTarget.Parse(link);
        ulong? named = target switch
        {
            FdTarget.Socket s => s.Inode,
            FdTarget.Pipe p => p.Inode,
            FdTarget.Special s => s.Inode,
            _ => null,
        };
        var inode = named;
        var isFifo = false;
        // Without asking a server: one that does not answer would hold up the whole snapshot.
        if (named is null && statx(fds, path[..length], AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, out var stat) == 0)
        {
            inode = stat.stx_ino;
            isFifo = target is FdTarget.File && (stat.stx_mode & S_IFMT) == S_IFIFO;
        }

        Utf8.TryWrite(path, $"fdinfo/{fd}\0", out length);
        errno = proc.ReadFirst(folder, path[..length], out var text);
        if (errno != 0) return errno;
        var info = FdInfo.Parse(text, $"/proc/{pid}/fdinfo/{fd}");
        if (named is not null && info.Inode is not null && named != info.Inode) return ENOENT;
        descriptor = new(fd, target, info, inode, isFifo);
        return 0;
    }
}
