namespace EchoNotebooks.Tests;

/// <summary>ServerProgram.Design: our server in C# with another way to serve many clients.</summary>
public sealed class ServerDesignTests
{
    [Fact]
    public async Task The_library_and_the_server_know_the_same_designs()
    {
        var help = await ServerProgram.CSharp.RunAsync("--help");
        var lines = help.Output.Lines.Where(line => line.StartsWith("    ", StringComparison.Ordinal));
        var names = lines.Select(line => line.Trim().Split(' ')[0]);
        Assert.Equal(ServerProgram.Designs, names);
        // The file of each design lies beside the library.
        Assert.All(ServerProgram.Designs, name => Assert.NotEmpty(ServerProgram.Design(name).Source.Text));
    }

    [Fact]
    public void A_name_that_no_design_has_is_answered_with_all_names()
    {
        var thrown = Assert.Throws<ArgumentException>(() => ServerProgram.Design("forks"));
        Assert.Contains("\"forks\"", thrown.Message);
        Assert.All(ServerProgram.Designs, name => Assert.Contains(name, thrown.Message));
    }

    [Fact]
    public async Task A_design_is_started_by_its_name_and_its_workers_are_drawn_as_children()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var server = await EchoServer.StartAsync(ServerProgram.Design("prefork"), ct: stop);
        await server.WaitUntilAsync(snapshot => snapshot.Facts.Processes.Length == 5, TimeSpan.FromSeconds(60));
        await using var client = await server.ConnectAsync(stop);
        await client.EchoAsync("x", stop);
        var holder = Assert.Single(server.Snapshot().Named, named => named.Name == "clnt_sock");
        Assert.NotEqual(server.Pid, holder.Pid);
    }

    [Theory]
    [InlineData("fork", "연결 요청을 받고 fork한다", ">fork<")]
    [InlineData("spawn", "연결 요청을 받고 새 프로그램을 띄운다", ">exec<")]
    [InlineData("thread", "연결을 받아 clnt_sock을 쥐고 있다", ">없다<")]
    public async Task A_tree_says_how_the_parent_came_to_its_children(string design, string task, string label)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var server = await EchoServer.StartAsync(ServerProgram.Design(design), ct: stop);
        await using var client = await server.ConnectAsync(stop);
        await client.EchoAsync("x", stop);
        var html = Views.View.ToHtml(server.ProcessTree());
        Assert.Contains(task, html);
        Assert.Contains(label, html);
        if (label != ">fork<") Assert.DoesNotContain(">fork<", html);
    }

    [Fact(Explicit = true)]
    public async Task Each_design_is_told_from_all_others_by_its_system_calls()
    {
        var answers = new Dictionary<string, string>();
        for (var seed = 0; answers.Count < ServerProgram.Designs.Count; seed++)
        {
            var exercise = Exercises.Get("E20", seed);
            var design = exercise.Server!.DesignName!;
            Assert.DoesNotContain(design, $"{exercise.Server}");
            if (exercise.WhyNot is { } reason) Assert.Skip(reason);
            if (!answers.TryAdd(design, exercise.ModelSolution)) continue;
            var right = await exercise.SubmitAsync(exercise.ModelSolution, TestContext.Current.CancellationToken);
            var steps = string.Join('\n', right.Timeline!.Select(step => step.What));
            Assert.True(right.Outcome == Outcome.Passed, $"{design}: {right}\n{steps}");
        }
        Assert.Equal(answers.Count, answers.Values.Distinct().Count());
    }
}
