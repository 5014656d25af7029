using System.Runtime.InteropServices;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>Whole recordings of servers that know nothing of it, each step held against a full reading of the kernel.</summary>
public sealed partial class RecordingTests
{
    /// <summary>By default two stand for all: one that is not changed by us, and one whose runtime does much of its own.</summary>
    public static IEnumerable<TheoryDataRow<Server>> All => Enum.GetValues<Server>()
        .Select(server => new TheoryDataRow<Server>(server) { Explicit = server is not (Server.Textbook or Server.Managed) });

    /// <summary>Servers that do as the chapter does: a child a client, each closes what is not its business.</summary>
    public static TheoryData<Server> Chapters => new(Server.Textbook, Server.Managed, Server.Native);

    [Theory(Explicit = true)]
    [MemberData(nameof(All))]
    public async Task Ownership_read_call_by_call_agrees_with_a_full_reading_at_every_step(Server server)
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Command(server));
        var port = await tracer.PortAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Clients.WholeVisitAsync(port)));
        // The chapter's handler waits once a signal, and signals merge.
        await AllGoneAsync(tracer, clients: 8, reaped: server != Server.Textbook);
        await tracer.EndAsync();

        Assert.DoesNotContain(tracer.Lines, line => line.Event is "disagreement" or "preempted" or "failed");
        Assert.Equal("started", tracer.Lines[0].Event);
        Assert.Equal("filter", tracer.Lines[0].Text("stops"));
        var picture = new Picture();
        foreach (var step in tracer.Steps) picture.Apply(step);
        Assert.All(picture.Descriptors, d => Assert.Equal("serv_sock", d.Name));
    }

    [Fact]
    public async Task Helpers_of_the_script_that_starts_a_server_are_not_counted_among_its_children()
    {
        var server = string.Join(' ', Servers.Command(Server.Textbook).Select(word => $"'{word}'"));
        await using var tracer = TracerProcess.Start("--deltas --check", ["/bin/sh", "-c", $"/bin/true; /bin/true; exec {server}"]);
        var port = await tracer.PortAsync();
        await Clients.WholeVisitAsync(port);
        await AllGoneAsync(tracer, clients: 1);
        await tracer.EndAsync();
        Assert.DoesNotContain(tracer.Lines, line => line.Event is "disagreement" or "failed");
        Assert.Equal(["child 1"], tracer.Steps.Select(step => step.Role).Where(role => role is not null and not "parent").Distinct());
        Assert.Contains(tracer.Steps, step => step.Role is null && step.Call == "exit");
    }

    [Theory]
    [InlineData(Server.Textbook)]
    [InlineData(Server.Python, Explicit = true)]
    public async Task Plain_stops_at_every_call_tell_the_same_as_the_filter(Server server)
    {
        var filtered = await SummaryAsync("--deltas --check");
        var plain = await SummaryAsync("--deltas --check --no-filter");
        Assert.Equal(filtered, plain);

        async Task<string> SummaryAsync(string options)
        {
            await using var tracer = TracerProcess.Start(options, Servers.Command(server));
            var port = await tracer.PortAsync();
            await Clients.WholeVisitAsync(port);
            await AllGoneAsync(tracer, clients: 1);
            await tracer.EndAsync();
            Assert.DoesNotContain(tracer.Lines, line => line.Event is "disagreement" or "preempted");
            Assert.Equal(options.Contains("no-filter", StringComparison.Ordinal) ? "calls" : "filter", tracer.Lines[0].Text("stops"));
            // What polls by the clock (Python's wait every half second) may come more than once; the order between processes is theirs.
            return string.Join('\n', tracer.Steps.SkipWhile(s => s.Call != "listen")
                .Where(s => s.Call is not "wait" and not "signal" && s.Error != "EINTR")
                .GroupBy(s => s.Role ?? "").OrderBy(g => g.Key, StringComparer.Ordinal)
                .SelectMany(g => g.Select(s => s.Short).Distinct()));
        }
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task The_steps_of_one_client_are_the_chapters(Server server)
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Command(server));
        var port = await tracer.PortAsync();
        await Clients.WholeVisitAsync(port, "hello");
        await AllGoneAsync(tracer, clients: 1);
        await Wait.UntilAsync(() => tracer.Output.Contains("removed proc id: ", StringComparison.Ordinal), () =>
            "the child to be removed", () => tracer.HasEnded);
        await tracer.EndAsync();

        var steps = tracer.Steps.Where(s => s.Role is not null).ToList();
        Assert.Equal(
            [
                "before parent socket", "after parent socket", "before parent bind", "after parent bind", "before parent listen",
                    "after parent listen(serv_sock)",
                "before parent accept(serv_sock)", "after parent accept(serv_sock)", "before parent fork", "after parent fork",
                "before parent close(clnt_sock)", "after parent close(clnt_sock)",
            ],
            steps.Where(s => s.Role == "parent" && s.Call is not "write" and not "exec" and not "signal" and not "wait").Take(12)
                .Select(s => s.Short));
        Assert.Equal(
            [
                "after child 1 fork", "before child 1 close(serv_sock)", "after child 1 close(serv_sock)",
                "before child 1 read(clnt_sock)", "after child 1 read(clnt_sock) = 5", "before child 1 write(clnt_sock)",
                    "after child 1 write(clnt_sock)",
                "before child 1 read(clnt_sock)", "after child 1 read(clnt_sock) = 0", "before child 1 close(clnt_sock)",
                    "after child 1 close(clnt_sock)",
                "before child 1 write", "after child 1 write", "before child 1 exit", "after child 1 exit",
            ],
            steps.Where(s => s.Role == "child 1").Select(s => s.Short));
        Assert.Equal("hello", steps.Single(s => s.Short == "after child 1 read(clnt_sock) = 5").Argument("data")!.Value.GetString());
        Assert.Contains(steps, s => s is { Call: "wait", IsAfter: true, Role: "parent", Result: > 0 });
    }

    [Fact]
    public async Task Each_step_of_a_C_program_names_the_line_that_makes_the_call()
    {
        var addr2line = Need.Program("addr2line", "install binutils");
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) Assert.Skip("only on x86-64");
        await using var tracer = TracerProcess.Start("--deltas", Servers.Command(Server.Textbook));
        var port = await tracer.PortAsync();
        await Clients.WholeVisitAsync(port);
        await Wait.UntilAsync(() => tracer.Output.Contains("removed proc id: ", StringComparison.Ordinal), () =>
            "the child to be removed", () => tracer.HasEnded);
        await tracer.EndAsync();

        var program = tracer.Steps.First().Argument("program")!.Value.GetString()!;
        Assert.Equal(Servers.Command(Server.Textbook)[0], program);
        var source = await File.ReadAllLinesAsync(Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c"),
            TestContext.Current.CancellationToken);
        var steps = tracer.Steps.Where(s => s.IsBefore && s.Call is not "exit" and not "signal").ToList();
        Assert.True(steps.Count > 15);
        foreach (var step in steps)
        {
            Assert.NotNull(step.Number("caller"));
            var place = Run(addr2line, "-e", program, step.Number("caller")!.Value.ToString("x", null)).Trim();
            var line = source[int.Parse(place[(place.LastIndexOf(':') + 1)..].Split(' ')[0], null) - 1];
            string[] words = step.Call switch
            {
                "wait" => ["waitpid("],
                "write" when step.Descriptor is null => ["puts(", "printf("],
                var call => [call + "("],
            };
            Assert.True(words.Any(w => line.Contains(w, StringComparison.Ordinal)), $"{step.Short} comes from {place}: {line}");
        }

        static string Run(string program, params string[] arguments)
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program,
                arguments)
            { RedirectStandardOutput = true })!;
            return process.StandardOutput.ReadToEnd();
        }
    }

    [Fact]
    public async Task Between_the_before_and_the_after_of_a_close_nothing_else_changes_although_eight_clients_come_at_once()
    {
        await using var tracer = TracerProcess.Start("--deltas", Servers.Mended());
        var port = await tracer.PortAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 5; i++) await Clients.WholeVisitAsync(port);
        }));
        await AllGoneAsync(tracer, clients: 40);
        await tracer.EndAsync();

        var exclusive = tracer.Steps.Where(s => s.IsAfter && s.Before is not null
            && s.Call is "close" or "fork" or "socket" or "bind" or "listen" && s.Before is not null).ToList();
        Assert.True(exclusive.Count(s => s.Call == "close") >= 120, "every client is closed once by the parent and twice by its child");
        var byIndex = tracer.Steps.ToDictionary(s => s.Index);
        foreach (var after in exclusive)
        {
            // A fork that a signal interrupts is made again.
            if (after.Before != after.Index - 1 && after.Call == "fork") continue;
            Assert.True(after.Before == after.Index - 1, $"something came between: {byIndex[after.Index - 1].Short}, {after.Short}");
            if (after.Call != "close") continue;
            Assert.All(after.List("goneDescriptors"), d => Assert.Equal(after.Pid, d.GetProperty("pid").GetInt32()));
            Assert.Empty(after.List("descriptors"));
        }
    }

    [Fact]
    public async Task Snapshots_and_deltas_tell_the_same_and_both_are_of_schema_1()
    {
        await using var tracer = TracerProcess.Start("--check", Servers.Mended());
        var port = await tracer.PortAsync();
        await Clients.WholeVisitAsync(port);
        await AllGoneAsync(tracer, clients: 1);
        await tracer.EndAsync();
        foreach (var step in tracer.Steps)
        {
            Assert.Equal(1, step.Number("schema"));
            var snapshot = Linux.SnapshotJson.Read(step.Picture.GetRawText());
            Assert.NotEmpty(snapshot.Processes);
            Assert.Equal(snapshot.Descriptors.Length, snapshot.Descriptors.Count(d => d.OpenFileDescription is not null));
            Assert.Equal(snapshot.Sockets.Select(s => s.Inode), snapshot.Descriptors.Select(d => d.Inode!.Value).Distinct());
        }
    }

    [Fact]
    public async Task The_parent_is_the_process_that_listens_even_if_a_shell_started_it()
    {
        await using var tracer = TracerProcess.Start("--deltas --check",
            ["/bin/sh", "-c", "/bin/true; \"$0\"; exit 7", .. Servers.Command(Server.Preforking)]);
        await tracer.WaitForAsync(s => s is { Role: "child 3", Call: "accept" }, "the third child to accept");
        await tracer.EndAsync();
        var picture = new Picture();
        foreach (var step in tracer.Steps.TakeWhile(s => s is not { Role: "child 3", Call: "accept" })) picture.Apply(step);
        Assert.Equal([null, "child 1", "child 2", "child 3", "parent"], picture.Pids.Select(picture.RoleOf).Order(StringComparer.Ordinal));
        Assert.Equal(["child 1 serv_sock", "child 2 serv_sock", "child 3 serv_sock"],
            picture.Holdings.Where(h => h.StartsWith("child", StringComparison.Ordinal)));
        Assert.DoesNotContain(tracer.Lines, l => l.Event == "disagreement");
    }

    [Fact]
    public async Task Every_way_to_make_copy_pass_on_and_close_a_descriptor_is_followed()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Gymnast);
        await Wait.UntilAsync(() => tracer.Output.Contains("done", StringComparison.Ordinal),
            () => $"the program to be done: {string.Join('\n', tracer.Lines.TakeLast(5))}", () => tracer.HasEnded);
        await tracer.EndAsync();
        Assert.Equal([], tracer.Lines.Where(l => l.Event is "disagreement" or "preempted" or "failed").Select(l => l.ToString()));

        var steps = tracer.Steps.ToList();
        Assert.Contains(steps, s => s is { Call: "dup", IsAfter: true, Result: 20, Descriptor: "serv_sock" });
        Assert.Contains(steps, s => s is { Call: "close", IsAfter: true, Fd: 20, Error: "EBADF" });
        // Passed through a unix socket, it is the same socket in another process.
        Assert.Contains(steps, s => s is { Role: "child 1", Call: "close_range", IsBefore: true });
        // vfork's pair ends before its child begins.
        var spawned = steps.FindIndex(s => s is { Call: "fork", IsAfter: true } && s.Text("systemCall") is "clone" or "clone3" or "vfork"
            && s.Role == "parent" && s.Result is not null
            && steps.Any(e => e is { Call: "exec", IsAfter: true } && e.Pid == s.Result));
        Assert.True(steps[spawned].Before == steps[spawned].Index - 1);
        Assert.True(steps.FindIndex(s => s is { Call: "exec", IsAfter: true } && s.Pid == steps[spawned].Result) > spawned);
        // A thread is no process.
        Assert.Equal(tracer.Steps.Select(s => s.Pid).Distinct().Count(),
            1 + steps.Count(s => s is { Call: "fork", IsAfter: true, Result: 0 }));
    }

    [Fact(Explicit = true)]
    public async Task Asked_for_everything_it_shows_what_a_runtime_does_for_itself()
    {
        await using var shown = TracerProcess.Start("--deltas --all", Servers.Command(Server.Managed));
        await shown.PortAsync();
        await shown.EndAsync();
        Assert.Equal([], shown.Lines.Where(l => l.Event == "disagreement").Select(l => l.ToString()));
        var kinds = shown.Steps.SelectMany(s => s.List("descriptors")).Select(d => d.GetProperty("kind").GetString()).Distinct().ToList();
        Assert.Superset(new HashSet<string?> { "file", "pipe", "socket" }, kinds.ToHashSet());
        Assert.Contains(shown.Steps, s => s.Call == "open");

        await using var hidden = TracerProcess.Start("--deltas", Servers.Command(Server.Managed));
        await hidden.PortAsync();
        await hidden.EndAsync();
        Assert.All(hidden.Steps.SelectMany(s => s.List("descriptors")), d => Assert.Equal("socket", d.GetProperty("kind").GetString()));
        Assert.Equal(["bind", "exec", "listen", "socket"], hidden.Steps.Where(s => s.Call is not "accept" and not "exit")
            .Select(s => s.Call!).Distinct().Order());
        Assert.Single(hidden.Steps.Select(s => s.Pid).Distinct());
    }

    [Fact]
    public Task A_hundred_clients_at_once_are_followed() => ManyAreFollowedAsync(100);

    private static async Task ManyAreFollowedAsync(int number)
    {
        await using var tracer = TracerProcess.Start("--deltas", Servers.Mended());
        var port = await tracer.PortAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, number).Select(_ => Clients.ConnectAsync(port)));
        await Task.WhenAll(clients.Select(c => Clients.EchoAsync(c, "모두 함께")));
        var picture = new Picture();
        var read = 0;
        var most = 0;
        Array.ForEach(clients, c => c.Dispose());
        await AllGoneAsync(tracer, number);
        await tracer.EndAsync();
        foreach (var step in tracer.Steps)
        {
            picture.Apply(step);
            read++;
            most = Math.Max(most, picture.Size);
            if (picture.Size == number + 1) break;
        }
        Assert.Equal(number + 1, most);
        Assert.Equal(number, tracer.Steps.Count(s => s is { Call: "accept", IsAfter: true, Result: >= 0 }));
        Assert.Equal(number, tracer.Steps.Count(s => s is { Call: "exit", IsAfter: true, Role: not "parent" }));
        Assert.DoesNotContain(tracer.Lines, line => line.Event == "preempted");
        Assert.True(read > 0);
    }

    /// <summary>Waits until every client was accepted and every process that served one has ended.</summary>
    private static Task AllGoneAsync(TracerProcess tracer, int clients, bool reaped = true)
    {
        var (read, accepted) = (0, 0);
        var picture = new Picture();
        var acceptors = new HashSet<int>();
        return Wait.UntilAsync(
            () =>
            {
                var lines = tracer.Lines.Skip(read).ToList();
                read += lines.Count;
                foreach (var step in lines.Where(s => s.IsStep))
                {
                    picture.Apply(step);
                    if (step.Call == "accept") acceptors.Add(step.Pid);
                    if (step is { Call: "accept", IsAfter: true, Result: >= 0 }) accepted++;
                }
                return accepted == clients && picture.Descriptors.All(d => d.Name == "serv_sock")
                    && picture.Pids.All(pid => pid == picture.Pids.First() || acceptors.Contains(pid)
                        || (!reaped && picture.StateOf(pid) == "Z"));
            },
            () => $"{clients} clients to be gone; {accepted} were accepted, held is {string.Join(", ", picture.Holdings.Take(5))}, "
                + $"the last lines are\n{string.Join('\n', tracer.Lines.TakeLast(4))}",
            () => tracer.HasEnded);
    }
}
