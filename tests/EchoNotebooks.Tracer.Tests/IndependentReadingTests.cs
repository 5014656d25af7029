namespace EchoNotebooks.Tracing.Tests;

/// <summary>
/// Whole runs, stopped at every step, at which lsof looks at the same processes: which process holds which number of
/// which socket, the socket's ends and state, who is whose child. All must be as the step tells.
/// </summary>
public sealed class IndependentReadingTests
{
    /// <summary>Who has entered an accept or a wait and not returned: the kernel may be ahead of its step.</summary>
    private readonly Dictionary<int, string> inside = [];
    private Picture picture = new();

    /// <summary>Stepped: the tracer reads the kernel at every step itself. Recorded: it follows calls only, and lsof alone would see where it went wrong.</summary>
    public static TheoryData<Server, bool> Runs
    {
        get
        {
            var runs = new TheoryData<Server, bool>();
            foreach (var server in Enum.GetValues<Server>()) runs.Add(server, true);
            foreach (var server in new[] { Server.Textbook, Server.Managed, Server.Preforking }) runs.Add(server, false);
            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task At_every_step_of_a_whole_run_lsof_sees_what_the_step_tells(Server server, bool isStepped)
    {
        var (compared, ended, closed) = (0, 0, 0);
        await using var tracer = TracerProcess.Start(isStepped ? "--step" : "--deltas", Servers.Command(server));
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
        foreach (var line in tracer.Steps) Follow(line);
        while (!IsOver())
        {
            await CompareAsync(tracer, tracer.Steps.Last());
            compared++;
            var (paused, step) = await tracer.GoAsync("""{"command":"next","timeoutMs":60000}""");
            Assert.True(paused.Text("reason") == "step", $"no step came: {paused}");
            Follow(step);
            if (step is { Call: "listen", IsAfter: true }) clients ??= VisitAsync(await tracer.PortAsync());
        }
        tracer.Send("""{"command":"run"}""");
        await clients!;
        await tracer.EndAsync();
        Assert.Equal([], tracer.Lines.Where(l => l.Event is "disagreement" or "hurried" or "failed").Select(l => l.ToString()));
        Assert.True(compared > 15, $"only {compared} steps were compared");

        // The children of a preforking server stay; the chapter's program leaves zombies where signals merge.
        bool IsOver() => server == Server.Preforking
            ? closed == 3
            : ended >= 3 && (server == Server.Textbook || picture.Pids.Count() == 1);

        void Follow(Line step)
        {
            picture.Apply(step);
            if (step is { Call: "exit", IsAfter: true } && step.Role != "parent") ended++;
            if (step.Short.EndsWith("close(clnt_sock)", StringComparison.Ordinal) && step.IsAfter) closed++;
            if (step.Call is "accept" or "wait" && step.IsBefore) inside[step.Pid] = step.Call;
            if (step.Call is "accept" or "wait" && step.IsAfter) inside.Remove(step.Pid);
        }
    }

    /// <summary>Three at once: one in order, one that resets its connection, one that says nothing until the others are gone.</summary>
    private static async Task VisitAsync(int port)
    {
        using var silent = await Clients.ConnectAsync(port);
        var rude = await Clients.ConnectAsync(port);
        await Task.WhenAll(Clients.WholeVisitAsync(port), Clients.EchoAsync(rude, "둘"));
        Clients.Reset(rude);
    }

    private async Task CompareAsync(TracerProcess tracer, Line step)
    {
        var living = picture.Pids.Where(pid => picture.StateOf(pid) != "Z").ToList();
        foreach (var pid in picture.Pids.Except(living))
        {
            var isReaped = !File.Exists($"/proc/{pid}/stat") && inside.GetValueOrDefault(picture.ParentOf(pid)!.Value) == "wait";
            Assert.True(isReaped || File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal), $"{pid} is no zombie at {step}");
        }
        for (var attempt = 0; ; attempt++)
        {
            var (seen, parents) = Lsof.Read(living);
            var told = picture.Descriptors.Select(d => new Lsof.Socket(d.Pid, d.Fd, d.Inode, Ends(d.Inode))).ToList();

            // What a call in accept has taken belongs to the step at which it returns, although the kernel has placed it.
            var early = seen.Where(s => inside.GetValueOrDefault(s.Pid) == "accept" && !told.Any(t => t.Pid == s.Pid && t.Fd == s.Fd)).ToList();
            Assert.Equal(early.Count, early.Select(s => s.Pid).Distinct().Count());
            seen = [.. seen.Except(early)];
            Assert.True(
                Owned(seen).SequenceEqual(Owned(told)),
                $"{step}\nlsof: {string.Join(' ', Owned(seen))}\ntold: {string.Join(' ', Owned(told))}");
            foreach (var (pid, parent) in parents) Assert.Equal(parent, picture.ParentOf(pid));

            // Clients do not stand still: where one has changed a state meanwhile, both look again.
            if (seen.ToHashSet().SetEquals(told)) return;
            Assert.True(attempt < 20, $"{step}\nlsof: {string.Join('\n', seen.Except(told))}\ntold: {string.Join('\n', told.Except(seen))}");
            var from = tracer.Lines.Count;
            tracer.Send("""{"command":"snapshot"}""");
            picture = new Picture().Apply(await tracer.WaitForAsync(l => l.Event == "snapshot", "the snapshot", from));
        }
    }

    private static List<string> Owned(List<Lsof.Socket> sockets) => [.. sockets.Select(s => $"{s.Pid}/{s.Fd}/{s.Inode}").Order(StringComparer.Ordinal)];

    /// <summary>As lsof has it: what is bound and neither listens nor is connected is not in /proc/net/tcp.</summary>
    private string? Ends(ulong inode)
    {
        var socket = picture.Socket(inode)!.Value;
        var state = socket.GetProperty("state").GetString();
        return state == "CLOSE" ? null : $"TCP {socket.GetProperty("local").GetString()}->{socket.GetProperty("remote").GetString()} {state}";
    }
}
