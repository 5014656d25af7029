namespace EchoNotebooks;

/// <summary>One descriptor of a socket, as long as it was open.</summary>
/// <param name="Role">What the process is that held it.</param>
/// <param name="Pid">That process.</param>
/// <param name="Fd">The descriptor's number there.</param>
/// <param name="From">The step since which it was open.</param>
/// <param name="To">The step that closed it; null where it is still open.</param>
public sealed record Holding(Role Role, int Pid, int Fd, int From, int? To);
