using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// One look at a server: what the kernel said (<see cref="Facts"/>), and what the chapter calls it (부모 프로세스,
/// serv_sock). Immutable. Shown as three columns: processes with their descriptors, open file descriptions, sockets.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class Snapshot : IView
{
    private readonly ImmutableDictionary<int, Role> roles;
    private readonly ImmutableDictionary<ulong, SocketFact> sockets;
    private readonly ImmutableDictionary<ulong, string>? names;

    /// <param name="facts">What the kernel said.</param>
    /// <param name="roles">What each process is.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="labels">What the machine's numbers are called.</param>
    /// <param name="names">What each socket's descriptors are called, by inode, where somebody has followed the calls; otherwise the ports tell.</param>
    internal Snapshot(
        DescriptorSnapshot facts, ImmutableDictionary<int, Role> roles, int port, Labels? labels = null, ImmutableDictionary<ulong, string>? names = null)
    {
        this.names = names;
        Facts = facts with
        {
            Processes = [.. facts.Processes.Select(process => process with { Role = roles.GetValueOrDefault(process.Pid).ToJson() })],
        };
        this.roles = roles;
        Port = port;
        Labels = labels ?? Labels.OfTheMachine;
        sockets = facts.Sockets.ToImmutableDictionary(socket => socket.Inode);
    }

    /// <summary>What the kernel said, with the roles filled in.</summary>
    public DescriptorSnapshot Facts { get; }

    /// <summary>The server's port.</summary>
    public int Port { get; }

    /// <summary>The processes that the parent forked and that have not been reaped yet; zombies are among them.</summary>
    public IReadOnlyList<ProcessFact> Children => [.. Facts.Processes.Where(process => RoleOf(process.Pid).Kind == RoleKind.Child)];

    /// <summary>The children that have ended and wait for the parent's waitpid(2): state Z, no descriptors.</summary>
    public IReadOnlyList<ProcessFact> Zombies => [.. Facts.Processes.Where(process => process.State == 'Z')];

    internal Labels Labels { get; private init; }

    /// <summary>Whether descriptors that are not of the chapter (0, 1, 2, a runtime's own) are drawn as well.</summary>
    internal bool ShowsEverything { get; private init; }

    /// <summary>What a process is; <see cref="RoleKind.Other"/> where it is not of this snapshot.</summary>
    public Role RoleOf(int pid) => roles.GetValueOrDefault(pid);

    /// <summary>
    /// The chapter's name of a descriptor: serv_sock leads to a listening socket, clnt_sock to a connection that
    /// arrived at the server's port; null for any other.
    /// </summary>
    public string? NameOf(DescriptorFact descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (SocketOf(descriptor) is not { } socket || !socket.Protocol.StartsWith("tcp", StringComparison.Ordinal)) return null;
        if (RoleOf(descriptor.Pid).Kind == RoleKind.Client) return Endpoints.PortOf(socket.Remote) == Port ? "sock" : null;
        if (names is not null) return names.GetValueOrDefault(socket.Inode, "socket"); // nobody has listened on it yet, or ever will
        if (Endpoints.PortOf(socket.Local) != Port) return null;
        return socket.State == "LISTEN" ? "serv_sock" : "clnt_sock";
    }

    /// <summary>The socket that a descriptor leads to; null where it leads to something else.</summary>
    public SocketFact? SocketOf(DescriptorFact descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return descriptor.Kind == DescriptorKind.Socket && descriptor.Inode is { } inode ? sockets.GetValueOrDefault(inode) : null;
    }

    /// <summary>How many descriptors of these processes lead to a socket: it lives until the last of them is closed.</summary>
    public int DescriptorsOf(SocketFact socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Facts.Descriptors.Count(descriptor => descriptor.Kind == DescriptorKind.Socket && descriptor.Inode == socket.Inode);
    }

    /// <summary>The listening socket; null when none of these processes holds it any more.</summary>
    public SocketFact? ListeningSocket =>
        Facts.Sockets.FirstOrDefault(socket => socket.State == "LISTEN" && Endpoints.PortOf(socket.Local) == Port);

    /// <summary>The sockets of the connections that arrived at the server, as far as one of the server's processes holds them.</summary>
    public IReadOnlyList<SocketFact> Connections =>
        [.. Facts.Descriptors.Where(descriptor => NameOf(descriptor) == "clnt_sock").Select(descriptor => SocketOf(descriptor)!).Distinct()];

    /// <summary>The descriptors that the chapter has a name for, in the order of the processes and then by number.</summary>
    public IReadOnlyList<NamedDescriptor> Named
    {
        get
        {
            var named = Facts.Descriptors.Where(fact => NameOf(fact) is not null).ToList();
            // Numbered among themselves, as the picture numbers them: those of a runtime's own files are of no interest.
            var numbers = named.Select(fact => fact.OpenFileDescription).OfType<int>().Distinct().ToList();
            return [.. named.Select(fact => new NamedDescriptor(
                RoleOf(fact.Pid), fact.Pid, fact.Fd, NameOf(fact)!, fact.Inode, fact.OpenFileDescription is { } number ? numbers.IndexOf(number) + 1 : null))];
        }
    }

    /// <summary>The contract's JSON, schema 1, with the roles filled in.</summary>
    public string ToJson() => SnapshotJson.Write(Facts);

    /// <summary>What changed since an earlier snapshot of the same server, drawn into this picture.</summary>
    public SnapshotDifference Since(Snapshot earlier) => new(earlier, this);

    /// <summary>The same snapshot, drawn with every descriptor: standard input and output and a runtime's own too.</summary>
    public Snapshot WithEverything() => new(Facts, roles, Port, Labels, names) { ShowsEverything = true };

    /// <summary>The same snapshot under other names than the machine's pids, ports and inodes.</summary>
    internal Snapshot With(Labels labels) => new(Facts, roles, Port, labels, names) { ShowsEverything = ShowsEverything };

    /// <summary>The same facts as a table of text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(Markup html) => OwnershipView.WriteHtml(html, OwnershipPicture.Of(this));

    string IView.ToText() => OwnershipView.ToText(OwnershipPicture.Of(this));
}

/// <summary>A descriptor that the chapter has a name for.</summary>
/// <param name="Role">What the process is that holds it.</param>
/// <param name="Pid">That process.</param>
/// <param name="Fd">Its number there.</param>
/// <param name="Name">serv_sock or clnt_sock.</param>
/// <param name="Inode">The socket that it leads to.</param>
/// <param name="OpenFileDescription">Equal numbers in one snapshot mean one open file description, numbered from 1 as in the picture; null where it is not known.</param>
public sealed record NamedDescriptor(Role Role, int Pid, int Fd, string Name, ulong? Inode, int? OpenFileDescription);

/// <summary>Endpoints as the kernel's facts write them: 127.0.0.1:9190, [::1]:9190.</summary>
internal static class Endpoints
{
    /// <summary>The port at the end; null where there is none.</summary>
    public static int? PortOf(string? endpoint)
    {
        var colon = endpoint?.LastIndexOf(':') ?? -1;
        return colon >= 0 && int.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
    }

    /// <summary>Where a client reaches a server that listens there: one that listens at every address at the loopback.</summary>
    public static IPEndPoint Connectable(string local)
    {
        var end = IPEndPoint.Parse(Plain(local)!);
        return end.Address.Equals(IPAddress.Any) || end.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.Loopback, end.Port) : end;
    }

    /// <summary>The endpoint with an IPv4 address that is written as an IPv6 one (::ffff:127.0.0.1) written plainly.</summary>
    public static string? Plain(string? endpoint)
    {
        const string Mapped = "[::ffff:";
        if (endpoint is null || !endpoint.StartsWith(Mapped, StringComparison.OrdinalIgnoreCase)) return endpoint;
        var bracket = endpoint.IndexOf(']', StringComparison.Ordinal);
        return bracket > 0 && endpoint.Contains('.', StringComparison.Ordinal) ? endpoint[Mapped.Length..bracket] + endpoint[(bracket + 1)..] : endpoint;
    }
}
