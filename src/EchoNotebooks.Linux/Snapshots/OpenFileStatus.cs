namespace EchoNotebooks.Linux;

/// <summary>What an open file description is set to (open(2)).</summary>
/// <param name="Flags">The access mode and the status flags, as proc_pid_fdinfo(5) has them.</param>
/// <param name="Offset">Where it is read or written next, in bytes; null for what has no offset: sockets, pipes, devices.</param>
internal readonly record struct OpenFileStatus(int Flags, long? Offset);
