using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    /// <summary>Changes what execv hands on; Environment.SetEnvironmentVariable changes only the runtime's own copy.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int grantpt(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlockpt(int fd);

    /// <summary>Returns the error number itself.</summary>
    [LibraryImport("libc")]
    internal static partial int ptsname_r(int fd, Span<byte> buf, nuint buflen);
}
