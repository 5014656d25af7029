using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>The clients' ends of a server's connections, which this process itself holds.</summary>
internal static class ClientEnds
{
    /// <summary>Of this process keeps only the sockets that are connected to a port.</summary>
    /// <param name="facts">A reading of the server's processes and of this one.</param>
    /// <param name="port">The server's port.</param>
    public static DescriptorSnapshot Only(DescriptorSnapshot facts, int port)
    {
        var ends = facts.Sockets.Where(socket => socket.Remote?.PortOrNull == port).Select(socket => socket.Inode).ToHashSet();
        var descriptors = facts.Descriptors
            .Where(fact => fact.Pid != Environment.ProcessId || (fact.Inode is { } inode && ends.Contains(inode))).ToArray();
        var used = descriptors.Where(fact => fact.Kind == DescriptorKind.Socket).Select(fact => fact.Inode).ToHashSet();
        return facts with
        {
            Descriptors = [.. descriptors],
            Sockets = [.. facts.Sockets.Where(socket => used.Contains(socket.Inode))],
            // This process never stands still, and what else it opens and closes is not shown.
            Problems = [.. facts.Problems.Where(problem => problem.Pid != Environment.ProcessId || problem.What != ReadProblemKind.Moved)],
        };
    }

    /// <summary>Adds the clients' ends to what a tracer says of a server.</summary>
    /// <param name="facts">The server's processes.</param>
    /// <param name="port">The server's port.</param>
    public static DescriptorSnapshot AddTo(DescriptorSnapshot facts, int port)
    {
        var own = Only(DescriptorSnapshot.Take([Environment.ProcessId]), port);
        // Open file descriptions are numbered within one reading.
        var last = facts.Descriptors.Max(fact => fact.OpenFileDescription) ?? 0;
        return facts with
        {
            Processes = [.. facts.Processes, .. own.Processes.Select(process => process with { Role = ProcessRole.Client })],
            Descriptors =
            [
                .. facts.Descriptors,
                .. own.Descriptors.Select(fact => fact with { OpenFileDescription = fact.OpenFileDescription + last }),
            ],
            Sockets = [.. facts.Sockets, .. own.Sockets],
        };
    }
}
