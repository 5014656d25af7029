using System.Globalization;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>What the kernel knows of TCP ports, whether or not a process of this notebook uses them.</summary>
public static class Ports
{
    /// <summary>
    /// Reads all sockets of a port: the listening one, connections on both sides, and those that no process holds any more
    /// (TIME_WAIT, FIN_WAIT2) or holds yet (a connection that waits for accept).
    /// </summary>
    /// <param name="port">The port, from 1 to 65535.</param>
    /// <returns>What was there at that moment.</returns>
    public static PortSockets Look(int port)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        var sockets = TcpPort.Read(port);
        var held = sockets.Exists(socket => socket.Inode != 0) ? HoldersOf([.. sockets.Select(socket => socket.Inode)]) : [];
        return new PortSockets(port,
        [
            .. sockets
                .Select(socket => new PortSocket(
                    socket, socket.Local?.PortOrNull == port, [.. held.GetValueOrDefault(socket.Inode) ?? []]))
                .OrderBy(socket => socket.State == "LISTEN" ? 0 : socket.IsServerSide ? 1 : 2)
                .ThenBy(socket => (socket.IsServerSide ? socket.Remote : socket.Local)?.PortOrNull),
        ]);
    }

    /// <summary>The processes that hold these sockets, as far as this user may read them.</summary>
    private static Dictionary<ulong, List<ProcessFact>> HoldersOf(HashSet<ulong> inodes)
    {
        var pids = Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path))
            .Where(name => char.IsAsciiDigit(name[0])).Select(name => int.Parse(name, CultureInfo.InvariantCulture));
        var facts = DescriptorSnapshot.Take(pids);
        var processes = facts.Processes.ToDictionary(process => process.Pid);
        return facts.Descriptors
            .Where(fact => fact is { Kind: DescriptorKind.Socket, Inode: { } inode } && inodes.Contains(inode))
            .GroupBy(fact => fact.Inode!.Value)
            .ToDictionary(group => group.Key, group => group.Select(fact => processes[fact.Pid]).Distinct().ToList());
    }
}
