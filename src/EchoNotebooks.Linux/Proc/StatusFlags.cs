using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>The access mode and the status flags of an open file description by name (open(2), F_GETFL in fcntl(2)).</summary>
internal static class StatusFlags
{
    private static readonly (int Flag, string Name)[] Names =
    [
        (O_APPEND, "O_APPEND"), (O_NONBLOCK, "O_NONBLOCK"), (O_ASYNC, "O_ASYNC"), (O_NOATIME, "O_NOATIME"), (O_PATH, "O_PATH"),
    ];

    /// <summary>
    /// "O_RDWR|O_NONBLOCK", as a C program would write it. O_DIRECT, whose number differs between machines, is not among them.
    /// </summary>
    /// <param name="flags">The flags of fdinfo (proc_pid_fdinfo(5)); those that open(2) alone looks at are passed over.</param>
    internal static string Of(int flags)
    {
        string?[] names =
        [
            // With O_PATH the file may be neither read nor written, and the access mode says nothing.
            (flags & O_PATH) != 0 ? null : (flags & O_ACCMODE) switch
            {
                O_RDONLY => "O_RDONLY",
                O_WRONLY => "O_WRONLY",
                O_RDWR => "O_RDWR",
                _ => null,
            },
            .. Names.Select(one => (flags & one.Flag) != 0 ? one.Name : null),
            (flags & O_SYNC) == O_SYNC ? "O_SYNC" : (flags & O_DSYNC) != 0 ? "O_DSYNC" : null,
        ];
        return string.Join('|', names.OfType<string>());
    }
}
