using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>What a timeline's markup holds, with and without its script; the browser tests look at what it does.</summary>
public sealed class TimelineViewTests
{
    private static readonly string Recordings = Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings");

    [Fact]
    public void Without_scripts_every_step_stands_in_the_page_with_its_words_and_its_picture_or_the_number_of_it()
    {
        var timeline = Read();
        var page = Page(timeline);
        var steps = page.QuerySelectorAll(".tl-step");
        Assert.Equal(
            timeline.Select(step => $"{step.Index}. {step.Role}: {StepTrace.Of(step)}"),
            steps.Select(step => step.QuerySelector("h4")!.TextContent));
        Assert.Equal(timeline.Select(step => step.What), steps.Select(step => step.QuerySelector(".tl-what")!.TextContent));
        var pictures = page.QuerySelectorAll("figure[data-picture]").ToDictionary(figure => figure.GetAttribute("data-picture")!);
        Assert.All(steps, step =>
        {
            var shows = step.GetAttribute("data-shows")!;
            var own = step.QuerySelector("figure");
            Assert.Same(own ?? pictures[shows], pictures[shows]);
            Assert.True(own is not null || step.TextContent.Contains("의 그림과 같다", StringComparison.Ordinal));
        });
        Assert.All(timeline.Zip(steps), pair => Assert.Equal(
            Changes(pair.First), pair.Second.QuerySelectorAll(".tl-text li").Select(change => change.TextContent)));

        static IReadOnlyList<string> Changes(TraceStep step) =>
            step.After?.With(Labels.OfATimeline).Since(step.Before.With(Labels.OfATimeline)).Changes ?? [];
    }

    [Fact]
    public void A_close_is_drawn_as_a_change_and_a_read_is_not()
    {
        var timeline = Read();
        var steps = Page(timeline).QuerySelectorAll(".tl-step");
        foreach (var (step, shown) in timeline.Zip(steps))
        {
            if (step.Call == "close") Assert.True(shown.HasAttribute("data-changes"), step.What);
            if (step.Call == "write" || step.Call == "signal") Assert.False(shown.HasAttribute("data-changes"), step.What);
        }
        Assert.Contains("× 닫힘", steps[timeline.Closes[0].Index].QuerySelector("svg")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_the_script_looks_for_is_there_and_no_id_is_there_twice()
    {
        var page = Page(Read());
        foreach (var name in (string[])["tl-slider", "tl-now", "tl-stage", "tl-words", "tl-count", "tl-only", "tl-calls"])
            Assert.NotNull(page.QuerySelector("." + name));
        Assert.Equal(page.QuerySelectorAll(".tl-step").Length, page.QuerySelectorAll(".tl-calls li").Length);
        Assert.All(page.QuerySelectorAll(".tl-calls a"), link => Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..])));
        var ids = page.QuerySelectorAll("[id]").Select(element => element.Id!).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Two_outputs_of_one_timeline_share_no_id()
    {
        var timeline = Read();
        var page = new HtmlParser().ParseDocument(View.ToHtml(timeline) + View.ToHtml(timeline));
        var ids = page.QuerySelectorAll("[id]").Select(element => element.Id!).ToList();
        Assert.Equal(2 * timeline.Count, ids.Count);
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void The_page_lets_run_its_own_script_and_no_other()
    {
        var page = Page(Read());
        var script = Assert.Single(page.QuerySelectorAll("script"));
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.TextContent)));
        var policy = page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content")!;
        Assert.Contains($"script-src 'sha256-{hash}';", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        var fetched = page.DocumentElement.OuterHtml.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal)
            .Replace("http-equiv", "", StringComparison.Ordinal);
        Assert.DoesNotContain("http", fetched, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_client_sent_is_text_wherever_it_is_shown()
    {
        const string Evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\\u001b[31m\\u0000\\u202e";
        var json = File.ReadAllText(Recording).Replace("\"data\":\"", "\"data\":\"" + Evil, StringComparison.Ordinal);
        Assert.Contains(Evil, json, StringComparison.Ordinal);
        var page = Page(Timeline.FromJson(new StringReader(json), ServerProgram.Textbook));
        Assert.Single(page.QuerySelectorAll("script"));
        Assert.Empty(page.QuerySelectorAll("img, [onerror]"));
        Assert.Contains(page.QuerySelectorAll(".tl-what"), head =>
            head.TextContent.Contains("<script>alert(1)</script>", StringComparison.Ordinal));
        Assert.DoesNotContain('\u202e', page.DocumentElement.TextContent);
        Assert.DoesNotContain('\u001b', page.DocumentElement.TextContent);
    }

    [Fact]
    public void A_timeline_of_thousands_of_steps_gives_a_page_that_a_browser_opens_and_says_what_it_leaves_out()
    {
        // One client after the other: the same recording's steps again and again, with new indices.
        var lines = File.ReadLines(Recording).ToList();
        var many = new StringBuilder();
        var index = 0;
        for (var round = 0; round < 60; round++)
            foreach (var line in lines)
            {
                var json = System.Text.Json.Nodes.JsonNode.Parse(line)!.AsObject();
                if (!json.ContainsKey("index")) continue;
                if (json["before"] is { } before) json["before"] = (int)before + round * lines.Count;
                json["index"] = (int)json["index"]! + round * lines.Count;
                index++;
                many.AppendLine(json.ToJsonString());
            }
        var timeline = Timeline.FromJson(new StringReader(many.ToString()), ServerProgram.Textbook);
        Assert.True(timeline.Count > 1500, $"{timeline.Count}");
        var text = new StringWriter();
        TimelinePage.Write(timeline, text);
        Assert.True(text.ToString().Length < 8_000_000, $"{text.ToString().Length}");
    }

    [Fact]
    public void A_hundred_children_at_once_give_a_page_that_a_browser_opens()
    {
        var lines = Children(100);
        var text = new StringWriter();
        TimelinePage.Write(Timeline.FromJson(new StringReader(lines.ToString())), text);
        Assert.InRange(text.ToString().Length, 1_000_000, 4_200_000);
        var page = new HtmlParser().ParseDocument(text.ToString());
        Assert.Equal(200, page.QuerySelectorAll(".tl-step").Length);
        Assert.Contains("자식 프로세스 100: clnt_sock(4) 디스크립터가 닫혔다.", page.QuerySelectorAll("li").Select(change => change.TextContent));
    }

    [Fact]
    public void A_step_without_a_picture_still_says_what_changed_and_is_found_among_those_that_change_the_ownership()
    {
        var timeline = Timeline.FromJson(new StringReader(Children(400).ToString()));
        var html = new StringWriter();
        TimelinePage.Write(timeline, html);
        var page = html.ToString();
        Assert.Contains("그림 없이 말로만 적는다", page);
        Assert.Equal(800, Occurrences("data-changes"));
        Assert.Equal(800, Occurrences("class=\"changes\""));
        Assert.Contains("자식 프로세스 400: 새로 생겼다.", page);
        Assert.Contains("자식 프로세스 400: clnt_sock(4) 디스크립터가 닫혔다.", page);

        int Occurrences(string text) => page.Split(text).Length - 1;
    }

    [Fact]
    public void A_folded_picture_shows_the_child_that_shares_what_another_closes()
    {
        var lines = Children(20);
        lines.AppendLine(OnOneLine("""
            {"schema":1,"index":41,"phase":"after","pid":1,"role":"parent","call":"accept","systemCall":"accept","arguments":{},
            "fd":3,"descriptor":"serv_sock","result":9,"changes":{"takenAt":"2026-01-01T00:00:00Z",
            "descriptors":[
            {"pid":1,"fd":9,"kind":"socket","inode":99,"target":"socket:[99]","cloexec":false,"ofd":99,"name":"clnt_sock"},
            {"pid":18,"fd":9,"kind":"socket","inode":99,"target":"socket:[99]","cloexec":false,"ofd":99,"name":"clnt_sock"}],
            "sockets":[{"inode":99,"protocol":"tcp","local":"127.0.0.1:9190","remote":"127.0.0.1:3000","state":"ESTABLISHED"}]}}
            """));
        lines.AppendLine(OnOneLine("""
            {"schema":1,"index":42,"phase":"after","pid":1,"role":"parent","call":"close","systemCall":"close","arguments":{},
            "fd":9,"descriptor":"clnt_sock","result":0,
            "changes":{"takenAt":"2026-01-01T00:00:00Z","goneDescriptors":[{"pid":1,"fd":9}]}}
            """));
        var close = Timeline.FromJson(new StringReader(lines.ToString()))[^1];
        Assert.Contains("자식 프로세스 17", close.Diff!.Picture.Processes.Select(process => process.Title));
    }

    /// <summary>A server with so many children at once, each with a connection that it closes.</summary>
    private static StringBuilder Children(int children)
    {
        var lines = new StringBuilder(OnOneLine("""
            {"schema":1,"index":0,"phase":"after","pid":1,"role":"parent","call":"exec","systemCall":"execve","arguments":{},
            "snapshot":{"schema":1,"descriptions":"kcmp","problems":[],"takenAt":"2026-01-01T00:00:00Z",
            "processes":[{"pid":1,"ppid":0,"state":"t","command":"s","startTime":1,"role":"parent"}],
            "descriptors":[{"pid":1,"fd":3,"kind":"socket","inode":10,"target":"socket:[10]","cloexec":false,"ofd":1,"name":"serv_sock"}],
            "sockets":[{"inode":10,"protocol":"tcp","local":"127.0.0.1:9190","remote":null,"state":"LISTEN"}]}}
            """)).AppendLine();
        for (var i = 1; i <= children; i++)
            lines.AppendLine(OnOneLine(string.Create(CultureInfo.InvariantCulture, $$$"""
                {"schema":1,"index":{{{i}}},"phase":"after","pid":1,"role":"parent","call":"fork","systemCall":"clone","arguments":{},
                "result":{{{i + 1}}},"changes":{"takenAt":"2026-01-01T00:00:00Z",
                "processes":[{"pid":{{{i + 1}}},"ppid":1,"state":"t","command":"s","startTime":{{{i + 1}}},"role":"child {{{i}}}"}],
                "descriptors":[{"pid":{{{i + 1}}},"fd":4,"kind":"socket","inode":{{{i + 10}}},"target":"socket:[{{{i + 10}}}]",
                "cloexec":false,"ofd":{{{i + 1}}},"name":"clnt_sock"}],
                "sockets":[{"inode":{{{i + 10}}},"protocol":"tcp","local":"127.0.0.1:9190","remote":"127.0.0.1:{{{i + 2000}}}",
                "state":"ESTABLISHED"}]}}
                """)));
        for (var i = 1; i <= children; i++)
            lines.AppendLine(OnOneLine(string.Create(CultureInfo.InvariantCulture, $$$"""
                {"schema":1,"index":{{{i + children}}},"phase":"after","pid":{{{i + 1}}},"role":"child {{{i}}}","call":"close",
                "systemCall":"close","arguments":{},"fd":4,"descriptor":"clnt_sock","result":0,
                "changes":{"takenAt":"2026-01-01T00:00:00Z","goneDescriptors":[{"pid":{{{i + 1}}},"fd":4}],"goneSockets":[{{{i + 10}}}]}}
                """)));
        return lines;
    }

    private static string OnOneLine(string json) => json.ReplaceLineEndings("");

    [Fact]
    public void A_lane_begins_at_the_fork_is_dotted_for_a_zombie_and_ends_at_the_wait()
    {
        var timeline = Read();
        var rows = Page(timeline).QuerySelectorAll(".tl-calls li svg");
        var child = timeline.First(step => step is { Call: "fork", Result: > 0 });
        var exit = timeline.First(step => step.Call == "exit" && step.Pid == child.Result);
        var wait = timeline.First(step => step.Call == "wait" && step.Result == child.Result);
        Assert.Empty(rows[exit.Index].QuerySelectorAll("[stroke-dasharray]"));
        Assert.NotEmpty(rows[exit.Index + 1].QuerySelectorAll("[stroke-dasharray]"));
        Assert.NotEmpty(rows[wait.Index].QuerySelectorAll("[stroke-dasharray]"));
        Assert.True(wait.Index + 1 >= rows.Length || Dotted(wait.Index + 1) < Dotted(wait.Index));
        Assert.Equal(["부", "1"], rows.Take(exit.Index + 1).Select(row => row.QuerySelector("text")!.TextContent).Distinct().Take(2));

        int Dotted(int row) => rows[row].QuerySelectorAll("[stroke-dasharray]").Length;
    }

    [Fact]
    public void A_sockets_life_says_who_held_it_when_and_which_step_destroyed_it()
    {
        var timeline = Read();
        var life = timeline.Sockets.First(socket => socket.Name == "clnt_sock 1");
        var last = timeline.Closes.First(step => step is { Descriptor: "clnt_sock", Role.Kind: RoleKind.Child }
            && step.Before.SocketOf(Descriptor(step))!.Inode == life.Inode);
        Assert.Equal(last.Index, life.DestroyedAt);
        var page = new HtmlParser().ParseDocument(View.ToHtml(timeline.Sockets));
        Assert.Contains($"소멸 {last.Index}", page.QuerySelector("svg")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("td"), cell => cell.TextContent == $"걸음 {last.Index}");
        Assert.Contains("자식 프로세스 1", timeline.Sockets.ToString(), StringComparison.Ordinal);
    }

    private static Linux.DescriptorFact Descriptor(TraceStep step) =>
        step.Before.Facts.Descriptors.Single(fact => fact.Pid == step.Pid && fact.Fd == step.Fd);

    private static string Recording => Directory.GetFiles(Recordings, "*.jsonl").Order(StringComparer.Ordinal).First();

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(12_345)]
    public void The_number_of_a_process_fits_into_its_mark_in_the_lanes_however_many_there_were(int number)
    {
        var lines = File.ReadAllText(Recording).Replace("\"child 1\"", $"\"child {number}\"", StringComparison.Ordinal);
        var page = Page(Timeline.FromJson(new StringReader(lines), ServerProgram.Textbook));
        var numbers = page.QuerySelectorAll(".tl-calls svg text").Where(text => text.TextContent == $"{number}").ToList();
        Assert.NotEmpty(numbers);
        Assert.All(numbers, text =>
        {
            var mark = text.PreviousElementSibling!;
            var (left, right) = mark.LocalName == "circle"
                ? (Of(mark, "cx") - Of(mark, "r"), Of(mark, "cx") + Of(mark, "r"))
                : (Of(mark, "x"), Of(mark, "x") + Of(mark, "width"));
            var half = 0.6 * Of(text, "font-size") * text.TextContent.Length / 2;
            Assert.InRange(Of(text, "x") - half, left, right);
            Assert.InRange(Of(text, "x") + half, left, right);
            Assert.InRange(left, 0, Of(text.ParentElement!, "width"));
            Assert.InRange(right, 0, Of(text.ParentElement!, "width"));
        });

        static double Of(IElement element, string name) => double.Parse(element.GetAttribute(name)!, CultureInfo.InvariantCulture);
    }

    private static Timeline Read() => Timeline.FromJson(new StreamReader(Recording), ServerProgram.Textbook);

    private static IDocument Page(Timeline timeline)
    {
        var text = new StringWriter();
        TimelinePage.Write(timeline, text);
        return new HtmlParser().ParseDocument(text.ToString());
    }
}
