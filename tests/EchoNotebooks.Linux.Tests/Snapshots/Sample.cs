namespace EchoNotebooks.Linux.Tests.Snapshots;

/// <summary>A small snapshot as the kernel could tell it: a parent that listens, a child with one client, a zombie.</summary>
internal static class Sample
{
    /// <summary>Compares all of two snapshots. (Assert.Equivalent does not come through an IPAddress.)</summary>
    internal static void AssertSame(DescriptorSnapshot expected, DescriptorSnapshot actual)
    {
        Assert.EquivalentWithExclusions(expected, actual, strict: true, nameof(expected.Sockets));
        Assert.Equal(expected.Sockets, actual.Sockets);
    }

    internal static DescriptorSnapshot Snapshot { get; } = new()
    {
        TakenAt = new DateTimeOffset(2026, 4, 1, 9, 30, 0, 123, TimeSpan.Zero),
        DescriptionSource = DescriptionSource.Kcmp,
        Processes =
        [
            new(100, 1, 'S', "에코 \"서버\"\u001b[31m", 5000, ProcessRole.Parent),
            new(101, 100, 'T', "echo-server", 5001, ProcessRole.Child(1)),
            new(102, 100, 'Z', "echo-server", 5002),
        ],
        Descriptors =
        [
            new(100, 0, DescriptorKind.File, 5, "/dev/null", false, 1),
            new(100, 3, DescriptorKind.Socket, 900, "socket:[900]", true, 2),
            new(101, 4, DescriptorKind.Socket, 901, "socket:[901]", false, 3),
            new(101, 5, DescriptorKind.Pipe, 77, "pipe:[77]", false, null),
            new(101, 6, DescriptorKind.Anon, null, "anon_inode:[eventpoll]", true, 4),
            new(101, 7, DescriptorKind.Other, 4026531840, "net:[4026531840]", true, 5),
        ],
        Sockets =
        [
            new(900, "tcp", Endpoint.Parse("127.0.0.1:9190"), null, "LISTEN"),
            new(901, "tcp6", Endpoint.Parse("[::1]:9190"), Endpoint.Parse("[::1]:50000"), "ESTABLISHED"),
        ],
        Problems =
        [
            new(103, ReadProblemKind.Gone, "/proc/103", 2),
            new(1, ReadProblemKind.NotPermitted, "/proc/1/fd", 13),
            new(100, ReadProblemKind.Moved, "/proc/100", 0),
        ],
    };
}
