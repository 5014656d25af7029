using EchoNotebooks.Views;

namespace EchoNotebooks.Figures;

/// <summary>
/// The chapter's three figures, drawn from servers that really run. Clients connect one after another and everything
/// that differs from run to run has a name, so two runs draw the same bytes. NAME.narrow.svg has the facts of NAME.svg for a phone.
/// </summary>
internal static class ChapterFigures
{
    private const int Clients = 5;

    /// <exception cref="EchoServerException">A server did not start, or did not do what the chapter says.</exception>
    public static async Task<IReadOnlyList<Figure>> DrawAsync(CancellationToken ct)
    {
        var model = await ModelAsync(ct).ConfigureAwait(false);
        var (forked, closed) = await DescriptorsAsync(ct).ConfigureAwait(false);
        var (before, after) = (OwnershipPicture.Of(forked), OwnershipPicture.Of(closed));
        return
        [
            new("figure-1.svg", Draw(canvas => new TreeDrawing(model).Write(canvas, FigureTitles.Model, FigureTitles.Model))),
            new("figure-2.svg", Draw(canvas => OwnershipDrawing.Alone(before).Write(canvas, FigureTitles.Forked, FigureTitles.Forked))),
            new("figure-3.svg", Draw(canvas => OwnershipDrawing.Alone(after).Write(canvas, FigureTitles.Closed, FigureTitles.Closed))),
            new("figure-1.narrow.svg", Draw(new NarrowTree(model, FigureTitles.Model).Write)),
            new("figure-2.narrow.svg", Draw(new NarrowOwnership(before, FigureTitles.Forked).Write)),
            new("figure-3.narrow.svg", Draw(new NarrowOwnership(after, FigureTitles.Closed).Write)),
        ];
    }

    /// <summary>One parent, a child for each of five clients.</summary>
    private static async Task<ProcessTree> ModelAsync(CancellationToken ct)
    {
        var server = await EchoServer.StartAsync(ct: ct).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var clients = await server.ConnectManyAsync(Clients, ct: ct).ConfigureAwait(false);
            var snapshot = await server.WaitUntilAsync(now => now.Children.Count == Clients
                && now.Connections.Count == Clients && now.Named.Count == Clients + 1).ConfigureAwait(false);
            var numbers = clients.ByEnd();
            return new ProcessTree(snapshot.With(new FigureLabels(numbers)), numbers);
        }
    }

    /// <summary>
    /// One client of the chapter's program in C, whose numbers are those of every run: right after fork, and after each process
    /// has closed what is not its own.
    /// </summary>
    private static async Task<(Snapshot Forked, Snapshot Closed)> DescriptorsAsync(CancellationToken ct)
    {
        var server = await EchoServer.TraceAsync(ServerProgram.Textbook, ct: ct).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var client = await server.ConnectAsync(ct).ConfigureAwait(false);
            var labels = new FigureLabels(new[] { client }.ByEnd());
            var forked = await server.RunUntilAsync(After.Fork).ConfigureAwait(false);
            await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent)).ConfigureAwait(false);
            var closed = await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child)).ConfigureAwait(false);
            return (forked.After!.With(labels), closed.After!.With(labels));
        }
    }

    private static string Draw(Action<Canvas> draw)
    {
        var text = new StringWriter { NewLine = "\n" };
        using (var markup = new MarkupWriter(text, indented: true)) draw(Canvas.Standalone(markup));
        return text + "\n";
    }
}
