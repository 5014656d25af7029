namespace EchoNotebooks.Linux;

/// <summary>A socket that a descriptor leads to, not yet looked up.</summary>
/// <param name="Inode">Its inode.</param>
/// <param name="Pid">A process that holds it.</param>
/// <param name="Fd">That process's descriptor of it.</param>
/// <param name="Namespace">The inode of that process's network namespace; null where it cannot be read.</param>
internal readonly record struct SocketHolder(ulong Inode, int Pid, int Fd, ulong? Namespace);
