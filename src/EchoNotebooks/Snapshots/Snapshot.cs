using System.Collections.Immutable;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// One look at a server: what the kernel said (<see cref="Facts"/>), and what the chapter calls it (부모 프로세스,
/// serv_sock). Immutable. Shown as three columns: processes with their descriptors, open file descriptions, sockets.
/// </summary>
public sealed partial class Snapshot
{
    private readonly ImmutableDictionary<int, Role> roles;
    private readonly ImmutableDictionary<ulong, SocketFact> sockets;
    private readonly ImmutableDictionary<ulong, string>? names;
    private readonly ImmutableDictionary<ulong, SocketFact>? lastEnds;
    private readonly IReadOnlyDictionary<int, int> numbersOfNamed;

    /// <param name="facts">What the kernel said, with each process's role.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="names">
    /// What each socket's descriptors are called, by inode, where a tracer has followed the calls; otherwise the ports tell.
    /// </param>
    /// <param name="lastEnds">What sockets were when they had ends that they have not any more, by inode.</param>
    /// <param name="numbers">The numbers of the server's open file descriptions; null where no other snapshot belongs to this one.</param>
    internal Snapshot(
        DescriptorSnapshot facts, int port, ImmutableDictionary<ulong, string>? names = null,
        ImmutableDictionary<ulong, SocketFact>? lastEnds = null, DescriptionNumbers? numbers = null)
    {
        (this.names, this.lastEnds) = (names, lastEnds);
        Facts = facts with
        {
            // A process without a role stands outside the server: in JSON "other".
            Processes = [.. facts.Processes.Select(process => process with { Role = process.Role ?? default(ProcessRole) })],
        };
        roles = Facts.Processes.ToImmutableDictionary(process => process.Pid, process => Role.Of(process.Role));
        Port = port;
        sockets = facts.Sockets.ToImmutableDictionary(socket => socket.Inode);
        Numbers = numbers ?? new DescriptionNumbers();
        numbersOfNamed = Numbers.Of(Facts.Descriptors.Where(fact => NameOf(fact) is not null));
    }

    /// <summary>A copy, to be shown in another way or with other facts or numbers.</summary>
    private Snapshot(Snapshot other, DescriptorSnapshot? facts = null, DescriptionNumbers? numbers = null)
        : this(facts ?? other.Facts, other.Port, other.names, other.lastEnds, numbers ?? other.Numbers)
    {
        (Caption, Labels, ShowsEverything, IsTwoColumns) = (other.Caption, other.Labels, other.ShowsEverything, other.IsTwoColumns);
        DetailFacts = other.DetailFacts;
    }

    /// <summary>What the kernel said, with the roles filled in.</summary>
    public DescriptorSnapshot Facts { get; }

    /// <summary>The numbers of the open file descriptions in all snapshots of this server.</summary>
    internal DescriptionNumbers Numbers { get; }

    /// <summary>The server's port.</summary>
    public int Port { get; }

    /// <summary>The processes that the parent forked and that have not been reaped yet; zombies are among them.</summary>
    public IReadOnlyList<ProcessFact> Children => [.. Facts.Processes.Where(process => RoleOf(process.Pid).Kind == RoleKind.Child)];

    /// <summary>The children that have ended and wait for the parent's waitpid(2): state Z, no descriptors.</summary>
    public IReadOnlyList<ProcessFact> Zombies => [.. Facts.Processes.Where(process => process.State == 'Z')];

    /// <summary>What a process is; <see cref="RoleKind.Other"/> where it is not of this snapshot.</summary>
    public Role RoleOf(int pid) => roles.GetValueOrDefault(pid);

    /// <summary>
    /// The chapter's name of a descriptor: serv_sock leads to a listening socket, clnt_sock to a connection that
    /// arrived at the server's port; null for any other.
    /// </summary>
    public string? NameOf(DescriptorFact descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (SocketOf(descriptor) is not { IsTcp: true } socket) return null;
        if (RoleOf(descriptor.Pid).Kind == RoleKind.Client) return socket.Remote?.PortOrNull == Port ? "sock" : null;
        // A socket without a name is one on which the program has not listened, or never will.
        if (names is not null) return names.GetValueOrDefault(socket.Inode, "socket");
        if (socket.Local?.PortOrNull != Port) return null;
        return socket.State == "LISTEN" ? "serv_sock" : "clnt_sock";
    }

    /// <summary>The socket that a descriptor leads to; null where it leads to something else.</summary>
    public SocketFact? SocketOf(DescriptorFact descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return descriptor.Kind == DescriptorKind.Socket && descriptor.Inode is { } inode ? sockets.GetValueOrDefault(inode) : null;
    }

    /// <summary>A socket as it was when it had ends; null where the socket still has them, or where no tracer followed it.</summary>
    internal SocketFact? LastEndsOf(ulong inode) => lastEnds?.GetValueOrDefault(inode);

    /// <summary>How many descriptors of these processes lead to a socket: it lives until the last of them is closed.</summary>
    public int DescriptorsOf(SocketFact socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Facts.Descriptors.Count(descriptor => descriptor.Kind == DescriptorKind.Socket && descriptor.Inode == socket.Inode);
    }

    /// <summary>The listening socket; null when none of these processes holds it any more.</summary>
    public SocketFact? ListeningSocket =>
        Facts.Sockets.FirstOrDefault(socket => socket.State == "LISTEN" && socket.Local?.PortOrNull == Port);

    /// <summary>The sockets of the connections that arrived at the server, as far as one of the server's processes holds them.</summary>
    public IReadOnlyList<SocketFact> Connections =>
        [.. Facts.Descriptors.Where(fact => NameOf(fact) == "clnt_sock").Select(fact => SocketOf(fact)!).Distinct()];

    /// <summary>The descriptors that the chapter has a name for, in the order of the processes and then by number.</summary>
    public IReadOnlyList<NamedDescriptor> Named
    {
        get
        {
            // Numbered among themselves, as the picture numbers them: those of a runtime's own files are of no interest.
            return [.. Facts.Descriptors.Where(fact => NameOf(fact) is not null).Select(fact => new NamedDescriptor(
                RoleOf(fact.Pid), fact.Pid, fact.Fd, NameOf(fact)!, fact.Inode,
                fact.OpenFileDescription is { } ofd ? numbersOfNamed[ofd] : null))];
        }
    }

    /// <summary>The contract's JSON, schema 1, with the roles filled in.</summary>
    public string ToJson() => SnapshotJson.Write(Facts);

    /// <summary>The number of each open file description that a picture draws, by the reading's own.</summary>
    /// <param name="ofEverything">Whether the picture shows all descriptors, not only those with a name.</param>
    internal IReadOnlyDictionary<int, int> DescriptionNumbers(bool ofEverything) =>
        ofEverything ? Numbers.OfEverything.Of(Facts.Descriptors) : numbersOfNamed;

    /// <summary>The same snapshot among those of another, whose numbers it takes.</summary>
    internal Snapshot NumberedBy(DescriptionNumbers numbers) =>
        numbers == Numbers ? this : new(this, numbers: numbers);

    /// <summary>
    /// The same snapshot with the TCP states that an earlier one told: clients change them at any time, also between two
    /// steps, and a change that no step shows would be lost.
    /// </summary>
    internal Snapshot WithStatesOf(Snapshot earlier)
    {
        var states = earlier.sockets;
        if (!Facts.Sockets.Any(IsOther)) return this;
        var facts = Facts with
        {
            Sockets = [.. Facts.Sockets.Select(socket => IsOther(socket) ? socket with { State = states[socket.Inode].State } : socket)],
        };
        return new(this, facts);

        bool IsOther(SocketFact socket) => states.TryGetValue(socket.Inode, out var then) && then.State != socket.State;
    }

    /// <summary>What changed since an earlier snapshot of the same server, drawn into this picture.</summary>
    public SnapshotDifference Since(Snapshot earlier) => new(earlier, this);
}
