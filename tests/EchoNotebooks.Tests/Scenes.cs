using System.Collections.Immutable;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Tests;

/// <summary>Fixed snapshots of a server on port 9190, as the kernel would tell them: the same facts on every machine.</summary>
internal sealed class Scene
{
    public const int Port = 9190;
    private readonly List<ProcessFact> processes = [];
    private readonly List<DescriptorFact> descriptors = [];
    private readonly List<SocketFact> sockets = [];
    private readonly Dictionary<ulong, int> descriptions = [];
    private DetailFacts? details;

    /// <summary>The parent, pid 100, blocked in accept, with the listening socket as 3.</summary>
    public static Scene Listening() => new Scene().Process(100, Role.Parent).Standard(100).Listener().Holds(100, 3, 500);

    /// <summary>Just after fork: both processes hold both sockets (the chapter's figure 2).</summary>
    public static Scene AfterFork() => Listening().Connection(501, 40001).Holds(100, 4, 501)
        .Process(101, Role.Child(1)).Standard(101).Holds(101, 3, 500).Holds(101, 4, 501);

    /// <summary>The parent has closed clnt_sock, the child has not closed serv_sock yet.</summary>
    public static Scene ParentClosed() => Listening().Connection(501, 40001)
        .Process(101, Role.Child(1)).Standard(101).Holds(101, 3, 500).Holds(101, 4, 501);

    /// <summary>Both have closed what is not theirs (the chapter's figure 3).</summary>
    public static Scene AfterCloses() => Listening().Connection(501, 40001).Process(101, Role.Child(1)).Standard(101).Holds(101, 4, 501);

    /// <summary>The child has ended and is not reaped.</summary>
    public static Scene Zombie() => Listening().Process(101, Role.Child(1), 'Z');

    /// <summary>The child has forked another, which inherited its client.</summary>
    public static Scene Grandchild() =>
        AfterCloses().Process(102, Role.Of(ProcessRole.Child(1, 1)), parent: 101).Standard(102).Holds(102, 4, 501);

    /// <summary>A server with so many children, each with its own client.</summary>
    public static Scene Children(int count)
    {
        var scene = Listening();
        for (var n = 1; n <= count; n++)
            scene.Connection(500 + (ulong)n, 40000 + n).Process(100 + n, Role.Child(n)).Standard(100 + n).Holds(100 + n, 4, 500 + (ulong)n);
        return scene;
    }

    /// <summary>
    /// The parent handles SIGCHLD and has a queue, the first child blocks a signal and has unread bytes, and of the second child,
    /// its connection and its open file description nothing could be read.
    /// </summary>
    public static Scene Detailed() => Listening().Connection(501, 40001).Connection(502, 40002)
        .Process(101, Role.Child(1)).Standard(101).Holds(101, 4, 501, closeOnExec: true)
        .Process(102, Role.Child(2)).Standard(102).Holds(102, 4, 502)
        .With(new()
        {
            Signals = ImmutableDictionary<int, ProcStatus>.Empty
                .Add(100, new() { CaughtSignals = 1UL << 16 })
                .Add(101, new() { IgnoredSignals = 1UL << 16, BlockedSignals = ~0UL, PendingSignals = 1UL << 9 }),
            Files = ImmutableDictionary<DescriptorKey, OpenFileStatus>.Empty
                .Add(new(100, 3), new(0x802, null)).Add(new(101, 4), new(0x402, 1234567)),
            Queues = ImmutableDictionary<ulong, SocketFact>.Empty
                .Add(500, new(500, "tcp", At(Port), null, "LISTEN") { ReceiveQueue = 2, SendQueue = 5 })
                .Add(501, new(501, "tcp", At(Port), At(40001), "ESTABLISHED") { ReceiveQueue = 6, SendQueue = 0 }),
        });

    public Scene With(DetailFacts? facts)
    {
        details = facts;
        return this;
    }

    public Scene Process(int pid, Role role, char state = 'S', int parent = 100)
    {
        processes.Add(new ProcessFact(pid, pid == 100 ? 1 : parent, state, "echo-server", 1000 + (ulong)pid, role.Fact));
        return this;
    }

    public Scene Standard(int pid)
    {
        for (var fd = 0; fd <= 2; fd++) descriptors.Add(new DescriptorFact(pid, fd, DescriptorKind.File, 3, "/dev/null", false, 1000 + fd));
        return this;
    }

    private static Endpoint At(int port) => Endpoint.Of(new(System.Net.IPAddress.Loopback, port));

    public Scene Listener()
    {
        sockets.Add(new SocketFact(500, "tcp", At(Port), null, "LISTEN"));
        return this;
    }

    public Scene Connection(ulong inode, int clientPort, string state = "ESTABLISHED")
    {
        sockets.Add(new SocketFact(inode, "tcp", At(Port), At(clientPort), state));
        return this;
    }

    public Scene Queue(ulong inode, int receive, int send)
    {
        var at = sockets.FindIndex(socket => socket.Inode == inode);
        sockets[at] = sockets[at] with { ReceiveQueue = receive, SendQueue = send };
        return this;
    }

    public Scene ClientEnd(int pid, int fd, ulong inode, int clientPort)
    {
        sockets.Add(new SocketFact(inode, "tcp", At(clientPort), At(Port), "ESTABLISHED"));
        return Holds(pid, fd, inode);
    }

    public Scene Holds(int pid, int fd, ulong inode, bool closeOnExec = false)
    {
        if (!descriptions.TryGetValue(inode, out var number)) descriptions[inode] = number = descriptions.Count + 1;
        descriptors.Add(new DescriptorFact(pid, fd, DescriptorKind.Socket, inode, $"socket:[{inode}]", closeOnExec, number));
        return this;
    }

    public Snapshot Take(DescriptionSource source = DescriptionSource.Kcmp) => new(
        new DescriptorSnapshot
        {
            TakenAt = DateTimeOffset.UnixEpoch,
            Processes = [.. processes],
            Descriptors = [.. descriptors.OrderBy(fact => fact.Pid).ThenBy(fact => fact.Fd)],
            Sockets = [.. sockets],
            DescriptionSource = source,
        },
        Port)
    {
        DetailFacts = details,
    };

    /// <summary>The tree of these processes, with clients 1 … n at the ports 40001 ….</summary>
    public ProcessTree Tree(int clients) => new(Take(), Enumerable.Range(1, clients).ToDictionary(n => $"127.0.0.1:{40000 + n}", n => n));
}
