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
    internal static bool Is(string path) => TypeOf(path) == S_IFREG;

    /// <summary>
    /// Why a path is not read, a Korean sentence: it leads to a FIFO, a socket or a device. Null for a regular file, for a folder,
    /// and where there is nothing: reading them says what is wrong.
    /// </summary>
    internal static string? WhyNotRead(string path) =>
        TypeOf(path) is null or S_IFREG or S_IFDIR ? null : "보통 파일이 아니라 FIFO나 소켓, 장치라서 읽지 않았다.";

    private static int? TypeOf(string path) =>
        statx(AT_FDCWD, Encoding.UTF8.GetBytes(path + '\0'), AT_STATX_DONT_SYNC, STATX_TYPE, out var stat) == 0
            ? stat.stx_mode & S_IFMT
            : null;
}
