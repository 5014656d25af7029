using System.Runtime.InteropServices;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// Decides which descriptors share one open file description. kcmp(2) gives an order, so each descriptor is placed
/// by binary search among the distinct descriptions of its file: a thousand children that share one cost one call each.
/// </summary>
internal sealed class OpenFileDescriptions
{
    private readonly Dictionary<FileKey, List<Description>> byFile = [];

    /// <summary>The kernel would not compare: nothing that <see cref="Place"/> returned is of use.</summary>
    internal bool Refused { get; private set; }

    /// <summary>A file. Descriptors with different keys cannot share an open file description.</summary>
    /// <param name="Mount">fdinfo's mnt_id.</param>
    /// <param name="Inode">The file's inode.</param>
    /// <param name="AnonName">What kind of anonymous object it is: they all have one inode.</param>
    /// <param name="IsSocket">A socket cannot be opened a second time: it has one open file description.</param>
    internal readonly record struct FileKey(int? Mount, ulong? Inode, string? AnonName, bool IsSocket);

    /// <summary>One open file description, known by the descriptors that were found to lead to it.</summary>
    internal sealed class Description(int pid, int fd)
    {
        private readonly Queue<(int Pid, int Fd)> members = new([(pid, fd)]);

        /// <summary>The member that stands for it.</summary>
        internal (int Pid, int Fd) Member => members.Peek();

        internal void Add(int pid, int fd) => members.Enqueue((pid, fd));

        /// <summary>Takes out the member that stands for it.</summary>
        /// <returns>Whether another is left.</returns>
        internal bool RemoveMember()
        {
            members.Dequeue();
            return members.Count > 0;
        }
    }

    /// <summary>Tries whether the kernel compares at all, on a descriptor that need not be open.</summary>
    internal void Probe(int pid, int fd) => Compare((pid, fd), (pid, fd), out _);

    /// <summary>Finds the open file description of a descriptor, a new one where no other descriptor led to it.</summary>
    /// <returns>null where the descriptor is not open any more, or the kernel refuses.</returns>
    internal Description? Place(FileKey file, int pid, int fd)
    {
        if (!byFile.TryGetValue(file, out var known)) byFile.Add(file, known = []);
        if (file.IsSocket && known is [var only])
        {
            only.Add(pid, fd);
            return only;
        }
        var (low, high) = (0, known.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var other = known[middle];
            if (!Compare((pid, fd), other.Member, out var order))
            {
                // One of the two is gone. If it is not ours, another member stands for the description.
                if (Refused || !Compare((pid, fd), (pid, fd), out _)) return null;
                if (other.RemoveMember()) continue;
                known.RemoveAt(middle);
                (low, high) = (0, known.Count);
                continue;
            }
            switch (order)
            {
                case 0:
                    other.Add(pid, fd);
                    return other;
                case 1:
                    high = middle;
                    break;
                default:
                    low = middle + 1;
                    break;
            }
        }
        var description = new Description(pid, fd);
        known.Insert(low, description);
        return description;
    }

    /// <summary>Order: 0 equal, 1 a before b, 2 b before a. False where one of them is gone or the kernel refuses.</summary>
    private bool Compare((int Pid, int Fd) a, (int Pid, int Fd) b, out int order)
    {
        order = (int)syscall(SYS_kcmp.Number, a.Pid, b.Pid, KCMP_FILE, a.Fd, b.Fd);
        if (order >= 0) return true;
        Refused |= Marshal.GetLastPInvokeError() is EPERM or EACCES or ENOSYS;
        return false;
    }
}
