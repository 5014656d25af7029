namespace EchoNotebooks.Linux;

/// <summary>Which descriptor: the process that holds it, and its number there.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Fd">The number.</param>
internal readonly record struct DescriptorKey(int Pid, int Fd);
