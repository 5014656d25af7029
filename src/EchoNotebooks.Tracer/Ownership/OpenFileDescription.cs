using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>One open file description that the tracer has seen: the object that fork and dup share.</summary>
internal sealed class OpenFileDescription
{
    /// <summary>Its number in this recording, never given to another; null before it is shown for the first time.</summary>
    internal int? Number { get; set; }

    internal required DescriptorKind Kind { get; set; }

    internal ulong? Inode { get; set; }

    /// <summary>The link's text; a file's changes when it is renamed or deleted.</summary>
    internal required string Target { get; set; }

    /// <summary>What the chapter calls a descriptor of it: serv_sock, clnt_sock; null for anything else.</summary>
    internal string? Name { get; set; }

    /// <summary>The socket that it leads to; null for anything else.</summary>
    internal SocketFact? Socket { get; private set; }

    /// <summary>Not one that a runtime talks to itself, a debugger or the kernel with.</summary>
    internal bool IsInternetSocket => Socket is { Protocol: not ("unix" or "netlink" or "unknown") };

    /// <summary>The connection whose state is asked for at each step; null for a socket that has none.</summary>
    internal TcpConnection? Connection { get; private set; }

    /// <summary>How many descriptors lead here, in all tables.</summary>
    internal int References { get; set; }

    /// <summary>What keeps the socket alive although no process that is shown has a descriptor of it; null where one has.</summary>
    internal SocketHold? HeldBy { get; set; }

    /// <summary>Whether a reading shows the same thing. Only of a socket or a pipe does that prove the same description.</summary>
    internal bool Leads(DescriptorFact read) => Kind == read.Kind && Inode == read.Inode && (Inode is not null || Target == read.Target);

    /// <summary>Says what the socket is now. A TCP socket with two ends becomes a connection that is asked for.</summary>
    internal void BecomeSocket(SocketFact socket)
    {
        var known = Connection is not null && Socket?.Local == socket.Local && Socket?.Remote == socket.Remote;
        // The queues are not followed: they change without any step.
        Socket = socket.WithoutQueues;
        if (known) return;
        Connection = socket.Protocol is "tcp" or "tcp6"
            && socket is { Local: Endpoint.Internet local, Remote: Endpoint.Internet remote }
            ? new TcpConnection(socket.Inode, new(local.Address, local.Port), new(remote.Address, remote.Port)) : null;
    }
}
