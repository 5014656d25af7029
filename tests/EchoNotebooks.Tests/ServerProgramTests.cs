using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

public sealed class ServerProgramTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_without_arguments_tells_its_usage()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        var run = await ServerProgram.Textbook.RunAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Usage : ", run.Output.Lines[0]);
        Assert.Equal("Usage : echo-server <port>", (await ServerProgram.CSharp.RunAsync()).Output.Lines[0]);
    }

    [Fact]
    public async Task A_c_text_with_an_error_is_quoted_with_its_line()
    {
        Need.Program("cc", "install gcc");
        var error = await Assert.ThrowsAsync<EchoServerException>(() => EchoServer.StartAsync(ServerProgram.C("int main(void)\n{\n    return 없다;\n}\n"), ct: Stop));
        Assert.Contains("3번째 줄", error.Message);
        Assert.Contains("return 없다;", error.Message);
        var link = await Assert.ThrowsAsync<EchoServerException>(() => ServerProgram.C("int nothing;\n").RunAsync());
        Assert.Contains("main", link.Message);
    }

    [Fact]
    public async Task A_c_text_of_the_reader_runs()
    {
        Need.Program("cc", "install gcc");
        var run = await ServerProgram.C("#include <stdio.h>\nint main(void) { puts(\"내 프로그램\"); return 3; }\n").RunAsync();
        Assert.Equal((3, "내 프로그램"), (run.ExitCode, run.Output.Lines[0]));
    }

    [Fact]
    public async Task Many_compile_the_same_text_at_once_into_one_program()
    {
        Need.Program("cc", "install gcc");
        var text = $"int main(void) {{ return {Environment.ProcessId % 100}; }} /* {Guid.NewGuid()} */\n";
        var paths = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CCompiler.CompileAsync("same.c", text, Stop)));
        var path = Assert.Single(paths.Distinct());
        var made = File.GetLastWriteTimeUtc(path);
        Assert.Equal(path, await CCompiler.CompileAsync("same.c", text, Stop));
        Assert.Equal(made, File.GetLastWriteTimeUtc(path));
        Assert.Equal(["same", "same.c"], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!).Select(Path.GetFileName).Order());
        Assert.NotEqual(path, await CCompiler.CompileAsync("same.c", text + "\n", Stop));
    }

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("a 'b c' \"d e\"", "a|b c|d e")]
    [InlineData("a \"b 'c'\" 'd \"e\"'", "a|b 'c'|d \"e\"")]
    [InlineData("a\\ b '' \"\\\"\"", "a b||\"")]
    public void A_command_is_split_as_a_shell_splits_it(string line, string words) => Assert.Equal(words, string.Join('|', CommandLine.Split(line)));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a 'b")]
    public void A_command_that_is_none_is_refused(string line) => Assert.Throws<ArgumentException>(() => ServerProgram.Command(line));
}
