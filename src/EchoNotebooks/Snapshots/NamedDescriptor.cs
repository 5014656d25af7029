namespace EchoNotebooks;

/// <summary>A descriptor that the chapter has a name for.</summary>
/// <param name="Role">What the process is that holds it.</param>
/// <param name="Pid">That process.</param>
/// <param name="Fd">Its number there.</param>
/// <param name="Name">serv_sock or clnt_sock.</param>
/// <param name="Inode">The socket that it leads to.</param>
/// <param name="OpenFileDescription">
/// Equal numbers in all snapshots of one server mean one open file description, numbered from 1 by first appearance, as in the
/// pictures; null where it is not known.
/// </param>
public sealed record NamedDescriptor(Role Role, int Pid, int Fd, string Name, ulong? Inode, int? OpenFileDescription);
