using System.Diagnostics;
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
        // A plain file, or half of what was made, in the place of the folder.
        Directory.Delete(Path.GetDirectoryName(other)!, recursive: true);
        await File.WriteAllTextAsync(Path.GetDirectoryName(other)!, "", Stop);
        Assert.Equal(other, await CCompiler.CompileAsync("same.c", text + "\n", Stop));
        File.Delete(other);
        Assert.Equal(other, await CCompiler.CompileAsync("same.c", text + "\n", Stop));
        Assert.Single(Directory.GetFileSystemEntries(
            Path.GetDirectoryName(Path.GetDirectoryName(other))!, $"*{Path.GetFileName(Path.GetDirectoryName(other))}*"),
            entry => !entry.EndsWith(".use", StringComparison.Ordinal));
        // No other run asks for these programs.
        foreach (var folder in ((string[])[path, other]).Select(program => Path.GetDirectoryName(program)!))
        {
            Directory.Delete(folder, recursive: true);
            File.Delete(folder + ".use");
        }
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

    [Theory]
    [InlineData("/proc/self/no-cache")]
    // A device, as good as a plain file, in the place of the folder.
    [InlineData("/dev/null")]
    public async Task Where_the_cache_cannot_be_written_programs_are_made_in_a_folder_that_goes_with_the_process(string cache)
    {
        Need.Program("cc", "install gcc");
        using var notebook = Notebook.Start("compile", ("XDG_CACHE_HOME", cache));
        var program = await notebook.SaysAsync(Stop);
        Assert.True(File.Exists(program), program);
        Assert.DoesNotContain("/.cache/", program);
        await notebook.EndAsync(Stop);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(program))));
    }

    [Fact]
    public async Task A_cache_that_fills_up_keeps_nothing_half_and_programs_are_made_elsewhere_as_long_as_there_is_room()
    {
        Need.Program("cc", "install gcc");
        using var disk = new FullDisk();
        // The source has room, what the linker writes has not.
        const string room = "8k";
        const string cacheAlone = "XDG_CACHE_HOME=$PWD \"$@\"; ls -A echo-notebooks | wc -l";
        using (var notebook = Notebook.StartBy(disk.Shell(room, cacheAlone), "compile"))
        {
            var program = await notebook.SaysAsync(Stop);
            Assert.True(File.Exists(program), program);
            await notebook.EndAsync(Stop);
            Assert.Equal("0", await notebook.SaysAsync(Stop));
        }
        using (var notebook = Notebook.StartBy(disk.Shell(room, "XDG_CACHE_HOME=$PWD TMPDIR=$PWD exec \"$@\""), "compile"))
        {
            Assert.StartsWith("program.c 파일을 컴파일해도 둘 곳이 없다.", await notebook.SaysAsync(Stop), StringComparison.Ordinal);
            await notebook.EndAsync(Stop);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_that_another_user_can_have_put_into_the_cache_is_made_anew(bool isOwnedByAnother)
    {
        Need.Program("cc", "install gcc");
        if (isOwnedByAnother && !Environment.IsPrivilegedProcess) Assert.Skip("only root can give a file to another user");
        var cache = Directory.CreateTempSubdirectory("cache-").FullName;
        var program = await RunAsync();
        Assert.StartsWith(cache, program);
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho planted\n", Stop);
        var folder = Path.GetDirectoryName(program)!;
        if (isOwnedByAnother)
            using (var chown = Process.Start("chown", ["-R", "65534", folder])) await chown.WaitForExitAsync(Stop);
        else
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherWrite);
        Assert.Equal(program, await RunAsync());
        Directory.Delete(cache, recursive: true);

        async Task<string> RunAsync()
        {
            using var notebook = Notebook.Start("compile", ("XDG_CACHE_HOME", cache));
            var said = await notebook.SaysAsync(Stop);
            await notebook.EndAsync(Stop);
            return said;
        }
    }

    [Fact]
    public async Task A_compiler_that_may_not_be_executed_is_said_in_Korean_alone()
    {
        var folder = Directory.CreateTempSubdirectory("no cc ").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "cc"), "", Stop);
        using (var notebook = Notebook.Start("compile", ("PATH", folder)))
        {
            var said = await notebook.SaysAsync(Stop);
            Assert.Contains($"{folder}/cc 프로그램을 시작하지 못했다", said);
            Assert.Contains($"chmod +x '{folder}/cc'", said);
            Assert.DoesNotContain("An error occurred", said);
            await notebook.EndAsync(Stop);
        }
        Directory.Delete(folder, recursive: true);
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
        // The program and its lock, and nothing half done beside it.
        var made = Assert.Single(Directory.GetDirectories(Path.Combine(cache, "echo-notebooks")));
        Assert.Equal([made + ".use"], Directory.GetFiles(Path.Combine(cache, "echo-notebooks")));
        // What is written there is run.
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(made) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
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
    [InlineData("python3|server.py|{port}", "python3 server.py {port}")]
    [InlineData("/tmp/임시 폴더/server|{port}", "'/tmp/임시 폴더/server' {port}")]
    [InlineData("a||it's|\"|\\|\t", "a '' 'it'\\''s' '\"' '\\' '\t'")]
    public void A_command_of_words_is_shown_as_a_shell_would_read_it(string words, string line)
    {
        Assert.Equal(line, ServerProgram.Command(words.Split('|')).Name);
        Assert.Equal(words, string.Join('|', CommandLine.Split(line)));
    }

    [Fact]
    public async Task A_program_in_a_folder_with_blanks_and_Korean_letters_is_started_and_traced()
    {
        var folder = Directory.CreateTempSubdirectory("임시 폴더 ").FullName;
        var script = Path.Combine(folder, "it's \"나의\" 서버");
        await File.WriteAllTextAsync(script, "#!/bin/sh\necho \"$1\"; exit 3\n", Stop);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (var program in (ServerProgram[])[ServerProgram.Command([script, "두 낱말"]), ServerProgram.Command(
            ServerProgram.Command([script, "두 낱말"]).Name)])
        {
            Assert.True(program.IsAvailable);
            var run = await program.RunAsync();
            Assert.Equal((3, "두 낱말"), (run.ExitCode, run.Output.Lines[0]));
            if (!EchoServer.CanTrace) continue;
            var error = await Assert.ThrowsAsync<EchoServerException>(() => EchoServer.TraceAsync(program, ct: Stop));
            Assert.Equal((3, "두 낱말\n"), (error.ExitCode, error.Output));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Where_a_folder_of_PATH_may_not_be_read_a_missing_program_is_missed_where_it_could_be_looked_for()
    {
        var closed = Directory.CreateTempSubdirectory("closed-").FullName;
        File.SetUnixFileMode(closed, UnixFileMode.None);
        using (var notebook = Notebook.StartAsOrdinaryUser("no-such-program", ("PATH", $"{closed}:/usr/bin:/bin")))
        {
            var said = (await notebook.SaysAsync(Stop)).Split('|');
            Assert.All(said, sentence =>
            {
                Assert.Contains("no-such-program", sentence);
                Assert.Contains("ENOENT", sentence);
                Assert.Contains(closed, sentence);
                Assert.DoesNotContain("/usr/bin", sentence);
                Assert.DoesNotContain("EACCES", sentence);
                Assert.DoesNotContain("chmod", sentence);
            });
            await notebook.EndAsync(Stop);
        }
        Directory.Delete(closed);
    }

    [Fact]
    public async Task A_compiler_that_complains_without_end_is_quoted_in_a_page()
    {
        Need.Program("cc", "install gcc");
        var wrong = string.Concat(Enumerable.Range(0, 300).Select(n => $"int f{n}(void) {{ return 없다{new string('x', 1000)}; }}\n"));
        var error = await Assert.ThrowsAsync<EchoServerException>(() => ServerProgram.C(wrong).RunAsync());
        Assert.Contains("1번째 줄", error.Message);
        Assert.InRange(error.Message.Length, 100, 10_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a 'b")]
    public void A_command_that_is_none_is_refused(string line) => Assert.Throws<ArgumentException>(() => ServerProgram.Command(line));

    [Fact]
    public void A_command_of_no_words_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ServerProgram.Command([]));
        Assert.Throws<ArgumentException>(() => ServerProgram.Command([""]));
    }
}
