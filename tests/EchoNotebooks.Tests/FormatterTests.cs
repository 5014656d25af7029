using System.Reflection;
using AngleSharp.Html.Parser;
using EchoNotebooks.Markup;
using EchoNotebooks.Views;
using Microsoft.DotNet.Interactive.Formatting;

namespace EchoNotebooks.Tests;

/// <summary>The views as a notebook engine finds them: by the name of an attribute, through its own formatting library.</summary>
public sealed class FormatterTests
{
    [Fact]
    public void The_engine_s_formatting_library_finds_both_forms_of_a_view()
    {
        var snapshot = Scene.AfterFork().Take();
        Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(Snapshot)));
        Assert.Equal(View.ToHtml(snapshot), snapshot.ToDisplayString("text/html"));
        Assert.Equal(((IView)snapshot).ToText(), snapshot.ToDisplayString("text/plain"));
    }

    [Fact]
    public async Task A_list_of_clients_is_shown_by_our_view_and_not_as_any_list()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await EchoServer.StartAsync(ct: ct);
        await using var clients = await server.ConnectManyAsync(2, ct: ct);
        Assert.StartsWith("클라이언트 2개", clients.ToDisplayString("text/plain"));
    }

    [Fact]
    public void Every_public_type_that_a_cell_can_return_shows_itself_in_both_forms()
    {
        var shown = typeof(Snapshot).Assembly.GetTypes()
            .Where(type => typeof(IView).IsAssignableFrom(type) && type is { IsInterface: false, IsPublic: true }).ToList();
        Assert.Contains(typeof(EchoServer), shown);
        Assert.All(shown, type =>
        {
            var attribute = type.GetCustomAttributesData().Single(data => data.AttributeType.Name == "TypeFormatterSourceAttribute");
            Assert.Equal(typeof(ViewFormatterSource), attribute.ConstructorArguments[0].Value);
            Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(type));
        });
    }

    [Fact]
    public void A_view_that_breaks_falls_back_to_text_and_never_throws()
    {
        foreach (var formatter in new ViewFormatterSource().CreateTypeFormatters().Cast<ViewFormatter>())
        {
            var text = new StringWriter();
            Assert.True(formatter.Format(new Broken(textToo: false), text));
            Assert.Contains("그래도 남는 글", text.ToString());
            text = new StringWriter();
            Assert.True(formatter.Format(new Broken(textToo: true), text));
            Assert.Contains("깨진 그림", text.ToString());
            Assert.False(formatter.Format("not a view", text));
        }
    }

    [Fact]
    public void What_a_client_sent_is_text_wherever_it_is_shown()
    {
        const string Evil = "<script>alert(1)</script>\u001b[2J\u0000\ud800</pre><img src=x onerror=alert(1)>\u202e";
        var output = new ServerOutput();
        output.Add(Evil + "\n", isError: false);
        output.Add(Evil + "\n", isError: true);
        var html = View.ToHtml(output);
        var page = new HtmlParser().ParseDocument(html);
        Assert.Empty(page.QuerySelectorAll("script, img"));
        Assert.Contains("<script>alert(1)</script>␛[2J␀\ufffd", page.QuerySelector("pre")!.TextContent);
        Assert.DoesNotContain(((IView)output).ToText(), c => char.IsControl(c) && c != '\n');
        Assert.StartsWith("stderr ", page.QuerySelector("pre > span")!.TextContent);
    }

    [Fact]
    public void A_view_s_html_is_one_element_that_fetches_nothing_and_runs_no_script_but_that_of_choices()
    {
        foreach (var name in GoldenNames)
        {
            var page = new HtmlParser().ParseDocument(View.ToHtml(GoldenViewTests.Of(name)));
            Assert.Single(page.Body!.Children);
            Assert.Empty(page.QuerySelectorAll("link, img, iframe, [src], [href], [onclick]"));
            Assert.All(page.QuerySelectorAll("script"), script => Assert.Equal(ChoiceKeys.ScriptHash, Assets.Hash(script.TextContent)));
            // No ids: any number of outputs on one page cannot be mistaken for each other.
            Assert.Empty(page.QuerySelectorAll("[id]"));
            Assert.All(page.QuerySelectorAll("svg"), svg =>
            {
                Assert.Equal("img", svg.GetAttribute("role"));
                Assert.NotEmpty(svg.QuerySelector("title")!.TextContent);
                Assert.NotEmpty(svg.QuerySelector("desc")!.TextContent);
            });
        }
    }

    internal static IEnumerable<string> GoldenNames => typeof(GoldenViewTests).GetMethods()
        .SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>()).Select(data => (string)data.Data[0]!);

    private sealed class Broken(bool textToo) : IView
    {
        public void WriteHtml(MarkupWriter html) => throw new InvalidOperationException("깨진 그림");

        public string ToText() => textToo ? throw new InvalidOperationException("깨진 그림") : "그래도 남는 글";
    }
}
