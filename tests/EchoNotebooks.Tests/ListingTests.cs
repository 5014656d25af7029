using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

public sealed class ListingTests
{
    private static readonly string Textbook = Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c");

    [Theory]
    [InlineData("main", "int main(", "}")]
    [InlineData("read_childproc", "void read_childproc(", "}")]
    [InlineData("error_handling", "void error_handling(", "}")]
    public void A_c_function_is_found_by_its_name_whole_and_not_its_prototype(string name, string head, string last)
    {
        var listing = ServerProgram.Textbook.Source.Function(name);
        Assert.Contains(listing.Text, line => line.StartsWith(head, StringComparison.Ordinal) && !line.EndsWith(';'));
        Assert.Equal(last, listing.Text[^1]);
        var file = File.ReadAllLines(Textbook);
        Assert.Equal(listing.Numbers.Select(number => file[number - 1]), listing.Text);
    }

    [Theory]
    [InlineData("ServeClient")]
    [InlineData("Echo")]
    [InlineData("Rehearse")]
    public void A_method_of_the_server_in_csharp_is_found_with_the_comment_above_it(string name)
    {
        var listing = ServerProgram.CSharp.Source.Function(name);
        Assert.StartsWith("/// <summary>", listing.Text[0].Trim());
        Assert.Equal("}", listing.Text[^1].Trim());
    }

    [Fact]
    public void Lines_are_chosen_by_what_they_say()
    {
        var listing = ServerProgram.Textbook.Source.Between("serv_sock = socket", "listen() error");
        Assert.Contains("serv_sock = socket", listing.Text[0]);
        Assert.Contains("listen() error", listing.Text[^1]);
        Assert.Equal(listing.Numbers[0] + listing.Text.Count - 1, listing.Numbers[^1]);
        Assert.Equal(listing.Text, ServerProgram.Textbook.Source.Lines(listing.Numbers[0], listing.Numbers[^1]).Text);
    }

    [Fact]
    public void A_folded_listing_has_the_same_lines_behind_a_summary()
    {
        var plain = ServerProgram.Textbook.Source.WithoutDefects();
        var folded = plain.Folded;
        Assert.Equal(plain.Numbers, folded.Numbers);
        Assert.Equal(plain.ToString(), folded.ToString());
        Assert.DoesNotContain("<details", View.ToHtml(plain));
        Assert.Matches(@"(?s)<details class=""whole-listing""><summary>echo_mpserv\.c의 \d+줄을 펼쳐 본다</summary>.*<table", View.ToHtml(folded));
    }

    [Fact]
    public void The_defects_are_shown_with_the_lines_that_they_are_about_and_stand_out()
    {
        var listing = ServerProgram.Textbook.Source.Marked("결함");
        Assert.Contains(listing.Text, line => line.Contains("결함 1", StringComparison.Ordinal));
        Assert.Contains("▶", listing.ToString());
        Assert.Contains("class=\"marked\"", View.ToHtml(listing));
    }

    [Fact]
    public void Braces_in_strings_and_comments_are_no_structure()
    {
        const string Text =
            "/* int f() { */\nint f(void);\nint g(void) { return f(); }\n// f() {\nint f(void)\n{\n"
            + "    puts(\"}\\\"}\"); char c = '}'; /* } */\n    return g();\n}\nint h;\n";
        Assert.Equal([4, 5, 6, 7, 8, 9], Listing.OfText("t.c", Text).Function("f").Numbers);
    }

    [Fact]
    public void What_is_not_there_is_an_error_that_says_so()
    {
        Assert.Contains("no_such", Assert.Throws<EchoServerException>(() => ServerProgram.Textbook.Source.Function("no_such")).Message);
        Assert.Contains("없는 줄", Assert.Throws<EchoServerException>(() => ServerProgram.Textbook.Source.Between("없는 줄", "x")).Message);
        Assert.Contains("echo_mpserv.c", Assert.Throws<EchoServerException>(() => Listing.Of("nothing.c")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ServerProgram.Textbook.Source.Lines(1, 100_000));
    }

    [Fact]
    public void Without_defects_no_line_tells_what_goes_wrong_and_the_code_is_all_there()
    {
        var main = ServerProgram.Textbook.Source.Function("main");
        var clean = main.WithoutDefects();
        Assert.Equal(main.Text.Where(line => !line.Contains("결함", StringComparison.Ordinal)), clean.Text);
        Assert.Equal(main.Text.Count, main.Numbers[^1] - main.Numbers[0] + 1);
        Assert.Equal(main.Numbers[^1], clean.Numbers[^1]);
        Assert.DoesNotContain("⋮", $"{clean}", StringComparison.Ordinal);
        Assert.DoesNotContain("⋮", View.ToHtml(clean), StringComparison.Ordinal);
        Assert.Contains("⋮", $"{ServerProgram.Textbook.Source.Marked("결함 ")}", StringComparison.Ordinal);
    }

    [Fact]
    public void Code_is_escaped_in_html_and_numbers_cannot_be_selected()
    {
        var html = View.ToHtml(Listing.OfText("t.c", "if (a < b && c > d) puts(\"<b>\");\n"));
        Assert.Contains("a &lt; b &amp;&amp; c &gt; d", html);
        Assert.Contains("user-select:none", html);
    }
}
