using System.Text;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>Files that hold bytes and have an end (inode(7)).</summary>
internal static class RegularFile
{
    /// <summary>
    /// Whether a path leads to one. False for what is missing, for folders, and for what a reader would wait for or
    /// never come to the end of: FIFOs, sockets and devices.
    /// </summary>
    internal static bool Is(string path) =>
        statx(AT_FDCWD, Encoding.UTF8.GetBytes(path + '\0'), AT_STATX_DONT_SYNC, STATX_TYPE, out var stat) == 0
        && (stat.stx_mode & S_IFMT) == S_IFREG;
}
