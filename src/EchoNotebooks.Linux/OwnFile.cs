using System.Text;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>Files and folders that no other user can have put there or changed (inode(7)).</summary>
internal static class OwnFile
{
    /// <summary>
    /// Whether this user owns what a path leads to, and neither its group nor others may write to it. False for what is missing.
    /// </summary>
    internal static bool Is(string path) =>
        statx(AT_FDCWD, Encoding.UTF8.GetBytes(path + '\0'), AT_STATX_DONT_SYNC, STATX_UID | STATX_MODE, out var stat) == 0
        && stat.stx_uid == geteuid() && (stat.stx_mode & (S_IWGRP | S_IWOTH)) == 0;
}
