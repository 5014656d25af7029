namespace EchoNotebooks;

/// <summary>A TCP state of a socket.</summary>
/// <param name="Step">The step at which it was first seen; the kernel may have changed to it earlier, since the step before.</param>
/// <param name="State">The kernel's name: LISTEN, ESTABLISHED, CLOSE_WAIT …</param>
public sealed record SocketStateChange(int Step, string State);
