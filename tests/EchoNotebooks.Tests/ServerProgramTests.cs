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
        var broken = ServerProgram.C("int main(void)\n{\n    return 없다;\n}\n");
        var error = await Assert.ThrowsAsync<EchoServerException>(() => EchoServer.StartAsync(broken, ct: Stop));
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
        var other = await CCompiler.CompileAsync("same.c", text + "\n", Stop);
        Assert.NotEqual(path, other);
        // No other run asks for these programs.
        foreach (var program in (string[])[path, other]) Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
    }

    [Fact]
    public async Task Without_a_compiler_the_textbook_says_what_to_install_and_the_csharp_server_is_taken()
    {
        using var notebook = Notebook.Start("no-compiler", ("PATH", "/nowhere"));
        var said = await notebook.SaysAsync(Stop);
        Assert.Contains("sudo apt install gcc libc6-dev", said);
        Assert.Contains("sudo apk add gcc musl-dev", said);
        Assert.EndsWith(ServerProgram.CSharp.Name, said);
    }

    [Fact]
    public async Task Where_the_cache_cannot_be_written_programs_are_made_in_a_folder_that_goes_with_the_process()
    {
        Need.Program("cc", "install gcc");
        using var notebook = Notebook.Start("compile", ("XDG_CACHE_HOME", "/proc/self/no-cache"));
        var program = await notebook.SaysAsync(Stop);
        Assert.True(File.Exists(program), program);
        Assert.DoesNotContain("/.cache/", program);
        await notebook.EndAsync(Stop);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(program))));
    }

    [Fact]
    public async Task The_cache_is_where_the_user_says()
    {
        Need.Program("cc", "install gcc");
        var cache = Directory.CreateTempSubdirectory("echo-notebooks-cache-").FullName;
        using (var notebook = Notebook.Start("compile", ("XDG_CACHE_HOME", cache)))
        {
            Assert.StartsWith(Path.Combine(cache, "echo-notebooks"), await notebook.SaysAsync(Stop));
            await notebook.EndAsync(Stop);
        }
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(cache, "echo-notebooks"))); // and nothing half done beside it
        Directory.Delete(cache, recursive: true);
    }

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("a 'b c' \"d e\"", "a|b c|d e")]
    [InlineData("a \"b 'c'\" 'd \"e\"'", "a|b 'c'|d \"e\"")]
    [InlineData("a\\ b '' \"\\\"\"", "a b||\"")]
    public void A_command_is_split_as_a_shell_splits_it(string line, string words) =>
        Assert.Equal(words, string.Join('|', CommandLine.Split(line)));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a 'b")]
    public void A_command_that_is_none_is_refused(string line) => Assert.Throws<ArgumentException>(() => ServerProgram.Command(line));
}
