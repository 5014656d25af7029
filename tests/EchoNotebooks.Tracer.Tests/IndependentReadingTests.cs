namespace EchoNotebooks.Tracing.Tests;

/// <summary>
/// Whole runs, stopped at every step, at which lsof looks at the same processes: which process holds which number of
/// which socket, the socket's ends and state, who is whose child. All must be as the step tells.
/// </summary>
public sealed partial class IndependentReadingTests
{
    /// <summary>
    /// Stepped: the tracer reads the kernel at every step itself. Recorded: it reads only what a call has changed, and lsof alone would see
    /// where it went wrong.
    /// </summary>
    public static IEnumerable<TheoryDataRow<Server, bool>> Runs
    {
        get
        {
            // lsof at every step is slow, so by default one server is stepped and one is recorded; the others are in the .Full.cs file.
            yield return new(Server.Textbook, true);
            yield return new(Server.Managed, false);
            yield return new(Server.Preforking, true) { Explicit = true };
        }
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Runs))]
    public Task At_every_step_of_a_whole_run_lsof_sees_what_the_step_tells(Server server, bool isStepped) =>
        CompareAsync(server, isStepped);

    private static async Task CompareAsync(Server server, bool isStepped)
    {
        await using var tracer = TracerProcess.Start(isStepped ? "--step" : "--deltas", Servers.Command(server));
        var onlooker = new Onlooker(tracer);
        Task? clients = null;
        if (isStepped)
        {
            await tracer.WaitForAsync(l => l.Event == "paused", "the first step");
        }
        else
        {
            // Told, and heard, before the clients come: otherwise they may have been served by the time it stops.
            var port = await tracer.PortAsync();
            tracer.Send("""{"command":"pause"}""");
            tracer.Send("""{"command":"status"}""");
            await tracer.WaitForAsync(l => l.Event is "status" or "paused", "the tracer to hear");
            clients = VisitAsync(port);
            await tracer.WaitForAsync(l => l.Event == "paused", "the first pause");
        }
        await onlooker.LookAsync();
        while (!IsOver())
        {
            var step = await onlooker.StepUntilAsync(_ => true);
            if (step is { Call: "listen", IsAfter: true }) clients ??= VisitAsync(await tracer.PortAsync());
        }
        tracer.Send("""{"command":"run"}""");
        await clients!;
        await tracer.EndAsync();
        Assert.Equal([], tracer.Lines.Where(l => l.Event is "disagreement" or "preempted" or "failed").Select(l => l.ToString()));
        Assert.True(onlooker.Compared > 15, $"only {onlooker.Compared} steps were compared");

        // The children of a preforking server stay; the chapter's program leaves zombies where signals merge.
        bool IsOver() => server == Server.Preforking
            ? tracer.Steps.Count(s => s is { Call: "close", Descriptor: "clnt_sock", IsAfter: true }) == 3
            : tracer.Steps.Count(s => s is { Call: "exit", IsAfter: true } && s.Role != "parent") >= 3
                && (server == Server.Textbook || onlooker.Picture.Size == 1);
    }

    /// <summary>Three at once: one in order, one that resets its connection, one that says nothing until the others are gone.</summary>
    private static async Task VisitAsync(int port)
    {
        using var silent = await Clients.ConnectAsync(port);
        var rude = await Clients.ConnectAsync(port);
        await Task.WhenAll(Clients.WholeVisitAsync(port), Clients.EchoAsync(rude, "둘"));
        Clients.Reset(rude);
    }
}
