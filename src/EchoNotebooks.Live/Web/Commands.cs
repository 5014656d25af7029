namespace EchoNotebooks.Live;

/// <summary>Does what the page asks for. What goes wrong later is told as a notice: a command is not waited for.</summary>
/// <param name="shown">The server.</param>
internal sealed class Commands(ShownServer shown)
{
    private const int MostClients = 200, MostLetters = 10_000;

    /// <summary>Begins what a command says.</summary>
    /// <returns>Whether it was understood, and can be done with this server.</returns>
    public bool Begin(Command command) => command switch
    {
        { Do: "run" } => Stepping(traced => traced.RunAsync()),
        { Do: "pause" } => Stepping(traced => traced.PauseAsync()),
        { Do: "next" } => Stepping(traced => traced.NextAsync()),
        { Do: "until", Point: { } point } => Stepping(traced => traced.UntilAsync(point)),
        { Do: "connect", Count: >= 1 and <= MostClients } => Start(shown.Clients.ConnectAsync(command.Count)),
        { Do: "say", Text: { Length: <= MostLetters } text } => With(command.Client, client => client.SayAsync(text)),
        { Do: "finish" } => With(command.Client, client => client.HasFinished ? Task.CompletedTask : client.FinishAsync()),
        { Do: "close" } => With(command.Client, client => client.CloseAsync()),
        { Do: "reset" } => With(command.Client, client =>
        {
            client.Reset();
            return Task.CompletedTask;
        }),
        _ => false,
    };

    private bool Stepping(Func<TracedSubject, Task?> act) =>
        shown.Subject is TracedSubject traced && act(traced) is { } doing && Start(doing);

    private bool With(int client, Func<PageClient, Task> act) => Start(shown.Clients.WithAsync(client, act));

    private bool Start(Task doing)
    {
        _ = WatchAsync(doing);
        return true;
    }

    private async Task WatchAsync(Task doing)
    {
        try
        {
            await doing.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The window has ended meanwhile.
        }
        catch (Exception e) when (e is EchoServerException or Linux.LinuxException)
        {
            shown.Notices.Add(e.Message);
        }
    }
}
