namespace EchoNotebooks.Live;

/// <summary>What the page is told whenever something has changed; everything else it asks for.</summary>
/// <param name="Name">What the server is called.</param>
/// <param name="Pid">The process that the window began with.</param>
/// <param name="Port">The server's port; 0 for none.</param>
/// <param name="How">How the window knows what it shows.</param>
/// <param name="Motion">running, waiting, standing or over.</param>
/// <param name="IsTraced">Whether the server can be stopped, and its steps have calls and source lines.</param>
/// <param name="First">The first moment of the history.</param>
/// <param name="Count">The index of the next one.</param>
/// <param name="Processes">How many processes the server has now.</param>
/// <param name="Zombies">How many of them have ended and were not reaped.</param>
/// <param name="Waiting">How many clients of the page are not connected yet.</param>
/// <param name="Queued">How many connections wait for accept; null where the kernel does not tell.</param>
/// <param name="Clients">The page's clients, and the connections from outside.</param>
/// <param name="Output">The last lines that the server has written; null where another has started it.</param>
/// <param name="Remarks">What has to be known to read the window.</param>
/// <param name="Notices">What went wrong for its users.</param>
internal sealed record WindowState(
    string Name, int Pid, int Port, string How, string Motion, bool IsTraced, int First, int Count, int Processes, int Zombies,
    int Waiting, int? Queued, IReadOnlyList<ClientState> Clients, IReadOnlyList<string>? Output,
    IReadOnlyList<string> Remarks, IReadOnlyList<Notices.Notice> Notices);
