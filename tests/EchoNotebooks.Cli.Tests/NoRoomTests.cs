using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>Where nothing can be written, echonb says so in a Korean sentence, and what was there before stays.</summary>
public sealed class NoRoomTests : IDisposable
{
    private static readonly string Library =
        $"#r \"{Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll")}\"\nusing EchoNotebooks;";

    private readonly NotebookFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_without_a_temporary_folder_says_which_one_is_missing()
    {
        folder.Add("a.ipynb", "1");
        var (exit, output, errors) = await InShellAsync("TMPDIR=/없는/폴더 exec \"$@\"", folder.Run(folder.Notebooks));
        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("임시 폴더 /없는/폴더", errors, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", errors, StringComparison.Ordinal);
        IsKorean(errors);
    }

    [Fact]
    public async Task A_temporary_folder_without_room_is_told_by_the_cell_that_needs_it_and_nothing_stays_in_it()
    {
        Need.Program("cc", "sudo apt install gcc");
        using var disk = new FullDisk();
        folder.Add("a.ipynb", Library,
            "var server = await EchoServer.StartAsync();\n"
            + "display(await ClientProgram.Forking().RunAsync(server, TimeSpan.FromSeconds(10), input: \"안녕하세요\\n\"));");
        // The compiler's own files lie in the cache, which has room.
        string[] shell = disk.Shell("0", """
            mkdir t; truncate -s 0 fill; dd if=/dev/zero of=t/fill bs=4k status=none 2>/dev/null
            TMPDIR=$PWD/t "$@"; echo "code $?"; ls t
            """);
        var (_, output, errors) = await RunAsync(shell[0], [.. shell[1..], Echonb, .. folder.Run(folder.Notebooks)]);
        Assert.EndsWith("code 1\nfill\n", output, StringComparison.Ordinal);
        Assert.Matches("임시 폴더 .*/t/에 쓸 수 없다: 저장 공간이 모자란다\\(ENOSPC\\)", errors);
        Assert.Contains("TMPDIR", errors, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Without_a_temporary_folder_a_program_is_not_graded_and_the_reason_is_told()
    {
        Need.Program("cc", "sudo apt install gcc");
        folder.Add("a.ipynb", Library,
            "Environment.SetEnvironmentVariable(\"TMPDIR\", \"/없는/폴더\");\n"
            + "await Exercises.Get(\"E10\").SubmitAsync(\"int main(void) { return 0; }\")");
        var (exit, _, errors) = await RunAsync(Echonb, [.. folder.Run(folder.Notebooks)]);
        Assert.Equal((0, ""), (exit, errors));
        var assessed = folder.OutputOf("a.ipynb", 2);
        Assert.Contains("이 컴퓨터에서는 채점하지 못했다", assessed, StringComparison.Ordinal);
        Assert.Contains("임시 폴더 /없는/폴더/에 쓸 수 없다", assessed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_disk_fills_up_keeps_what_was_there_before_and_names_what_it_could_not_write()
    {
        using var disk = new FullDisk();
        folder.Add("a.ipynb", "Console.WriteLine(new string('가', 100_000));", "[..Enumerable.Range(0, 3)]");
        // Room for 16 KB is left beside three small files, so that what stops the writing is its length.
        string[] shell = disk.Shell("28k", """
            mkdir out book; echo 전 > out/a.ipynb; echo 전 > book/a.html; echo 전 > book/index.html
            "$@" --output out --html book; echo "code $?"
            cat out/* book/*; ls out book
            """);
        var (_, output, errors) = await RunAsync(shell[0], [.. shell[1..], Echonb, "run", folder.Notebooks]);
        Assert.Contains("code 1\n전\n전\n전\nbook:\na.html\nindex.html\n\nout:\na.ipynb\n", output, StringComparison.Ordinal);
        Assert.Contains("out/a.ipynb: 다 쓰지 못했다: 저장 공간이 모자란다(ENOSPC)", errors, StringComparison.Ordinal);
        Assert.Contains("/book: 다 쓰지 못했다: 저장 공간이 모자란다(ENOSPC)", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("책:", output, StringComparison.Ordinal);
        IsKorean(errors);
    }

    [Theory]
    [InlineData("--help", Explicit = true)]
    [InlineData("doctor")]
    [InlineData("doctor --json", Explicit = true)]
    [InlineData("snapshot 1", Explicit = true)]
    [InlineData("jupyter install --prefix ./here")]
    [InlineData("trace -- sleep 0")]
    public async Task A_standard_output_that_is_full_is_told(string command)
    {
        var (exit, _, errors) = await InShellAsync("exec \"$@\" > /dev/full", command.Split(' '));
        Assert.Equal(1, exit);
        Assert.Contains("표준 출력: 다 쓰지 못했다: 저장 공간이 모자란다(ENOSPC)", errors, StringComparison.Ordinal);
        IsKorean(errors);
    }

    [Fact(Explicit = true)]
    public async Task A_run_goes_on_when_nobody_takes_what_it_says()
    {
        folder.Add("a.ipynb", "40 + 2");
        folder.Add("b.ipynb", "1");
        var (exit, _, errors) = await InShellAsync("exec \"$@\" > /dev/full", folder.Run(folder.Notebooks));
        Assert.Equal(1, exit);
        Assert.Contains("표준 출력: 다 쓰지 못했다", errors, StringComparison.Ordinal);
        Assert.Contains("42", folder.OutputOf("a.ipynb", 1), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Book, "b.html")));
        IsKorean(errors);

        Assert.Equal(1, (await InShellAsync("exec \"$@\" > /dev/full 2> /dev/full", folder.Run(folder.Notebooks))).Exit);
    }

    [Fact]
    public async Task What_has_no_end_is_read_neither_as_a_notebook_nor_as_a_picture()
    {
        Fifo.Make(Path.Combine(folder.Notebooks, "fifo.ipynb"), Path.Combine(folder.Notebooks, "fifo.png"));
        folder.AddText("a.ipynb", NotebookFolder.Json("1").Replace("\"code\"", "\"markdown\"", StringComparison.Ordinal)
            .Replace("\"source\":\"1\"", "\"source\":\"![끝없는 것](fifo.png) ![장치](/dev/zero) 글\"", StringComparison.Ordinal));
        var (exit, _, errors) = await InShellAsync("exec \"$@\"", folder.Run(folder.Notebooks));
        Assert.Equal(2, exit);
        Assert.Contains("fifo.ipynb: 보통 파일이 아니라", errors, StringComparison.Ordinal);
        Assert.Contains("alt=\"끝없는 것\"", await File.ReadAllTextAsync(
            Path.Combine(folder.Book, "a.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Book, "files")));
    }

    [Fact]
    public async Task What_has_no_end_is_read_by_no_cell()
    {
        var lib = Directory.CreateDirectory(Path.Combine(folder.Notebooks, "lib")).FullName;
        File.Copy(typeof(EchoServer).Assembly.Location, Path.Combine(lib, "EchoNotebooks.dll"));
        Fifo.Make([
            .. "fifo.dll fifo.csx fifo.c lib/EchoNotebooks.Linux.dll lib/EchoNotebooks.xml".Split(' ')
                .Select(name => Path.Combine(folder.Notebooks, name))]);
        folder.AddText("loads.csx", "#load \"fifo.csx\"\nvar a = 1;");
        folder.Add("a.ipynb", "#r \"fifo.dll\"", "#r \"/dev/zero\"", "#load \"fifo.csx\"", "#load \"/dev/zero\"", "#load \"loads.csx\"",
            "#r \"lib/EchoNotebooks.dll\"\n40 + 2", "EchoNotebooks.Listing.Of(\"fifo.c\")");
        var (exit, _, errors) = await InShellAsync("exec \"$@\"", folder.Run(folder.Notebooks, "--allow-errors"));
        Assert.Equal(1, exit);
        foreach (var cell in (int[])[1, 2, 3, 4, 5, 7])
            Assert.Contains("보통 파일이 아니라 FIFO나 소켓, 장치라서 읽지 않았다", folder.OutputOf("a.ipynb", cell), StringComparison.Ordinal);
        Assert.Contains("42", folder.OutputOf("a.ipynb", 6), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);

        var (refused, _, why) = await InShellAsync("exec \"$@\"", ["jupyter", "kernel", "/dev/zero"]);
        Assert.Equal(2, refused);
        Assert.Contains("/dev/zero: 보통 파일이 아니라", why, StringComparison.Ordinal);
    }

    private static string Echonb => Path.Combine(AppContext.BaseDirectory, "echonb");

    private Task<(int Exit, string Output, string Errors)> InShellAsync(string script, string[] arguments) =>
        RunAsync("/bin/sh", ["-c", script, "sh", Echonb, .. arguments]);

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string program, string[] arguments)
    {
        using var echonb = EchonbProcess.StartProgram(folder.Root, program, arguments);
        return (await echonb.ExitAsync(), echonb.Output, echonb.Errors);
    }

    private static void IsKorean(string errors)
    {
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("xception", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("No space", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Could not", errors, StringComparison.Ordinal);
    }
}
