using EchoNotebooks.Cli.Grading;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Cli.Tests;

/// <summary>What a notebook hands in, read from the text of its cells.</summary>
public sealed class SubmissionReaderTests : IDisposable
{
    private const string Got = "var e6 = Exercises.Get(\"E6\", seed: 1);\ne6";

    private readonly NotebookFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("await e6.SubmitAsync(\"6\")", "6")]
    [InlineData("await e6.SubmitAsync(@\"a\"\"b\")", "a\"b")]
    [InlineData("await e6.SubmitAsync(\"\"\"\n    int a;\n      int b;\n    \"\"\")", "int a;\n  int b;")]
    [InlineData("var code = \"x\" + (\"y\");\nawait e6.SubmitAsync(code)", "xy")]
    [InlineData("string code;\ncode = $\"z\";\nvar result = await e6.SubmitAsync(code);\nresult", "z")]
    [InlineData("await Exercises.Get(\"E6\").SubmitAsync(\"a\".Replace(\"a\", \"b\"))", "b")]
    [InlineData("#!csharp\nConsole.WriteLine(\"연습 E6: 맞았다.\");\nawait e6.SubmitAsync(\"7\")", "7")]
    public void A_submission_is_a_text_however_it_is_written(string cell, string text) =>
        Assert.Equal([new("E6", text, 2)], Read(Got, cell));

    [Fact]
    public void The_text_that_an_exercise_gives_can_be_changed_in_the_cell()
    {
        var submission = Assert.Single(Read(Got, "await e6.SubmitAsync(e6.Given.Replace(\"BUF_SIZE 30\", \"BUF_SIZE 31\"))"));
        Assert.Equal(Exercises.Get("E6").Given.Replace("BUF_SIZE 30", "BUF_SIZE 31", StringComparison.Ordinal), submission.Text);
    }

    [Theory]
    [InlineData("await e6.SubmitAsync(System.IO.File.ReadAllText(\"a.c\"))")]
    [InlineData("await e6.SubmitAsync($\"{1 + 1}\")")]
    [InlineData("await e6.SubmitAsync(unknown)")]
    public void What_only_a_run_could_tell_is_no_text(string cell) => Assert.Equal([new("E6", null, 2)], Read(Got, cell));

    [Fact]
    public void The_last_submission_counts_that_is_not_blank() =>
        Assert.Equal([new("E6", "2", 3)], Read(Got, Submit("1"), Submit("2"), Submit(" ")));

    [Theory]
    [InlineData("await e7.SubmitAsync(\"1\")")]
    [InlineData("await Exercises.Get(\"E99\").SubmitAsync(\"1\")")]
    [InlineData("// await e6.SubmitAsync(\"1\")")]
    [InlineData("Console.WriteLine(\"await e6.SubmitAsync(1)\")")]
    [InlineData("await e6.SubmitAsync(")]
    public void What_names_no_exercise_or_hands_in_nothing_is_no_submission(string cell) => Assert.Empty(Read(Got, cell));

    [Fact]
    public void A_text_that_doubles_itself_or_is_nested_without_end_is_no_text_and_ends_nothing()
    {
        var doubled = string.Concat(Enumerable.Repeat("x = x + x;\n", 100));
        Assert.Equal([new("E6", null, 2)], Read(Got, $"var x = \"xx\";\n{doubled}await e6.SubmitAsync(x)"));
        var replaced = string.Concat(Enumerable.Repeat("x = x.Replace(\"x\", \"xx\");\n", 100));
        Assert.Equal([new("E6", null, 2)], Read(Got, $"var x = \"xx\";\n{replaced}await e6.SubmitAsync(x)"));
        var added = string.Join(" + ", Enumerable.Repeat("\"x\"", 100_000));
        Assert.Empty(Read(Got, $"await e6.SubmitAsync({added})"));
        Assert.Equal([new("E6", "1", 2)], Read(Got, Submit("1"), $"await e6.SubmitAsync({new string('(', 100_000)}"));
    }

    private static string Submit(string text) => $"await e6.SubmitAsync(\"{text}\")";

    private IReadOnlyList<Submission> Read(params string[] cells) =>
        SubmissionReader.Read(Notebook.Load(folder.Add("a.ipynb", cells)), seed: 1);
}
