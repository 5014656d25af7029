namespace EchoNotebooks;

/// <summary>How one server did under the load that all servers of a comparison got.</summary>
/// <param name="Program">The server.</param>
/// <param name="Connections">How many clients it served in all rounds together.</param>
/// <param name="PerSecond">Clients served per second; the median of the rounds.</param>
/// <param name="Processor">
/// Processor time of all the server's processes for one client; the median of the rounds.
/// </param>
/// <param name="Memory">
/// Bytes of memory for one client that is there at the same time as others, shared with no other process. Null where the server
/// serves one at a time, or the kernel does not say.
/// </param>
public sealed record LoadResult(ServerProgram Program, int Connections, double PerSecond, TimeSpan Processor, long? Memory);
