using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>Which line of the source a step belongs to, as the program itself says it.</summary>
public sealed class SourceLineTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("textbook")]
    [InlineData("csharp")]
    public async Task The_line_of_every_step_makes_the_call_that_the_step_is(string program)
    {
        Need.Program("addr2line", "install binutils");
        var timeline = await EchoServer.RecordAsync(TracedServerTests.Program(program), clients: 2, ct: Stop);
        foreach (var step in timeline)
        {
            if (step is { Call: "signal" }) Assert.Null(step.Source);
            // The textbook's main returns, and libc ends the process.
            else if (step.Call == "exit" && program == "textbook") Assert.Null(step.Source);
            else Assert.Matches(Expected(step), Assert.IsType<SourceLine>(step.Source).Text);
        }
        foreach (var call in (string[])["socket", "bind", "listen", "accept", "fork", "read", "write", "close", "wait", "exit"])
            Assert.Contains(timeline, step => step.Call == call);
    }

    [Fact]
    public async Task The_source_beside_a_timeline_keeps_its_numbers_and_tells_none_of_the_textbooks_defects()
    {
        Need.Program("addr2line", "install binutils");
        var timeline = await EchoServer.RecordAsync(TracedServerTests.Program("textbook"), ct: Stop);
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(Views.View.ToHtml(timeline));
        var lines = page.QuerySelectorAll(".tl-lines tr").ToDictionary(row => row.GetAttribute("data-line")!, row => row.TextContent);
        Assert.DoesNotContain(lines.Values, line => line.Contains("결함 ", StringComparison.Ordinal));
        Assert.All(timeline, step => Assert.True(step.Source is null || lines.ContainsKey($"{step.Source}"), step.What));
        var fork = timeline.First(step => step.Call == "fork").Source!;
        Assert.Equal($"{fork.Number}{fork.Text}", lines[$"{fork}"]);
    }

    [Fact]
    public async Task The_lines_of_one_call_differ_by_process_and_by_descriptor()
    {
        Need.Program("addr2line", "install binutils");
        foreach (var program in (string[])["textbook", "csharp"])
        {
            var timeline = await EchoServer.RecordAsync(TracedServerTests.Program(program), ct: Stop);
            var lines = timeline.Closes.Select(step => step.Source!.ToString()).ToList();
            Assert.Equal(3, lines.Distinct().Count());
        }
    }

    [Fact]
    public async Task A_mark_is_found_wherever_its_line_has_moved_and_whatever_is_renamed()
    {
        var timeline = await EchoServer.RecordAsync(TracedServerTests.Program("csharp"), ct: Stop);
        var files = Directory.GetFiles(Path.Combine(Need.RepositoryRoot, "src/EchoNotebooks.EchoServer"), "*.cs");
        var moved = new SourceMarks(files.Select(path => (
            "Moved" + Path.GetFileName(path),
            "// moved\n\n\n" + File.ReadAllText(path).Replace("_ = close(", "CloseIt(", StringComparison.Ordinal))));
        foreach (var step in timeline)
        {
            var (now, before) = (moved.Find(step, Recording(timeline)), step.Source);
            Assert.Equal(before?.Number + 3, now?.Number);
            Assert.Equal("Moved" + before?.File, now?.File);
        }
        // The mark is what is looked for, and nothing else.
        var unmarked = new SourceMarks(files.Select(path => (
            Path.GetFileName(path), File.ReadAllText(path).Replace("'s ", " ", StringComparison.Ordinal))));
        Assert.All(timeline.Closes, step => Assert.Null(unmarked.Find(step, Recording(timeline))));
    }

    [Fact]
    public void A_file_whose_comments_are_data_says_so_at_its_head()
    {
        var files = Directory.GetFiles(Path.Combine(Need.RepositoryRoot, "src/EchoNotebooks.EchoServer"), "*.cs");
        var marked = files.Where(path => File.ReadAllText(path) is var text && SourceMarks.AreIn(text)).ToList();
        Assert.NotEmpty(marked);
        foreach (var path in marked)
            Assert.Contains("IN THIS FILE ARE DATA", File.ReadLines(path).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_system_header_inlined_belongs_to_the_line_that_calls_it()
    {
        var lines = new Dictionary<ulong, (string Path, int Number)>();
        DebugInformation.Read(
            """
            0x0000000000001234
            /usr/include/x86_64-linux-gnu/bits/unistd.h:28
            /home/student/server.c:40 (discriminator 3)
            0x0000000000001300
            ??:0
            0x0000000000001400
            /home/student/server.c:?
            """, lines);
        Assert.Equal([KeyValuePair.Create(0x1234UL, ("/home/student/server.c", 40))], lines);
    }

    [Fact]
    public async Task A_source_that_is_newer_than_its_program_is_not_shown()
    {
        Need.Program("addr2line", "install binutils");
        _ = TracedServerTests.Program("textbook");
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var (source, program) = (Path.Combine(folder, "own.c"), Path.Combine(folder, "own"));
            File.Copy(Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c"), source);
            using (var cc = System.Diagnostics.Process.Start(Need.Program("cc", "install gcc"), ["-g", "-o", program, source]))
                await cc.WaitForExitAsync(Stop);
            var timeline = await EchoServer.RecordAsync(ServerProgram.Command([program, "{port}"]), clients: 0, ct: Stop);
            Assert.Equal("own.c", timeline[0].Source!.File);
            File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddMinutes(1));
            var edited = await EchoServer.RecordAsync(ServerProgram.Command([program, "{port}"]), clients: 0, ct: Stop);
            Assert.All(edited, step => Assert.Null(step.Source));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What has to stand in the line of a step.</summary>
    private static string Expected(TraceStep step) => step switch
    {
        { Call: "write", Fd: 1 } => @"puts\(|printf\(|Output\.(Line|WriteAll)\(",
        { Call: "write" } => @"[wW]rite(All)?\(clnt_sock",
        { Call: "exit" } => @"_exit\(|return ",
        { Call: "exec" } => @"execv\(",
        { Call: "wait" } => @"waitpid\(",
        { Descriptor: { } on, Call: "close" or "read" or "accept" or "listen" } => $@"\b{step.Call}\({on}\b",
        _ => $@"\b{step.Call}\(",
    };

    private static Recording Recording(Timeline timeline) => timeline.Recording;
}
