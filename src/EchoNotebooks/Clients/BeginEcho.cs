namespace EchoNotebooks;

/// <summary>Begins what a server that stands still does while a client waits for its echo.</summary>
/// <param name="client">The client.</param>
/// <param name="length">How many bytes it sends and waits for.</param>
/// <param name="stop">Cancelled when the client waits no more.</param>
/// <returns>When it has begun: what goes on meanwhile, until the server stands still again.</returns>
internal delegate Task<Task> BeginEcho(EchoClient client, int length, CancellationToken stop);
