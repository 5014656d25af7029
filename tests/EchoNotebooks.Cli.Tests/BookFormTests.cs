namespace EchoNotebooks.Cli.Tests;

/// <summary>The book as one file and as PDF: <c>echonb run --single --pdf</c>.</summary>
public sealed class BookFormTests : IDisposable
{
    private readonly NotebookFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Both_forms_are_made_and_told()
    {
        folder.Add("a.ipynb", "1");
        var (page, whole) = (Path.Combine(folder.Root, "printed.html"), Path.Combine(folder.Book, "book.html"));
        AddBrowser("google-chrome", """
            for word; do
              case $word in --print-to-pdf=*) pdf=${word#*=} ;; file://*) page=$word ;; esac
            done
            /bin/cp "WHOLE" "PRINTED" && echo "%PDF of $page" > "$pdf"
            """.Replace("WHOLE", whole, StringComparison.Ordinal).Replace("PRINTED", page, StringComparison.Ordinal));
        var (exit, output, errors) = await RunAsync("--single", "--pdf");
        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains($"파일 하나로 만든 책: {whole}\n", output, StringComparison.Ordinal);
        Assert.Contains($"PDF: {folder.Book}/book.pdf\n", output, StringComparison.Ordinal);
        Assert.Equal(await ReadAsync(whole), await ReadAsync(page));
        Assert.Equal($"%PDF of {new Uri(whole).AbsoluteUri}\n", await ReadAsync(Path.Combine(folder.Book, "book.pdf")));
    }

    [Fact]
    public async Task Without_a_browser_the_book_is_made_and_the_reader_told_what_to_install()
    {
        folder.Add("a.ipynb", "1");
        var (exit, _, errors) = await RunAsync("--pdf");
        Assert.Equal(1, exit);
        Assert.Contains("크로뮴이 없다", errors, StringComparison.Ordinal);
        Assert.Contains("apt-get install chromium", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Book, "index.html")));
        Assert.Equal([], Directory.EnumerateFiles(folder.Book, "book.*"));
    }

    [Fact]
    public async Task A_browser_that_fails_is_quoted_and_leaves_the_old_PDF()
    {
        folder.Add("a.ipynb", "1");
        Directory.CreateDirectory(folder.Book);
        await File.WriteAllTextAsync(Path.Combine(folder.Book, "book.pdf"), "old", TestContext.Current.CancellationToken);
        AddBrowser("chromium", "echo 'no display' >&2; exit 5");
        var (exit, _, errors) = await RunAsync("--pdf");
        Assert.Equal(1, exit);
        Assert.Contains("종료 코드는 5이다", errors, StringComparison.Ordinal);
        Assert.Contains("no display", errors, StringComparison.Ordinal);
        Assert.Equal("old", await ReadAsync(Path.Combine(folder.Book, "book.pdf")));
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

    private string Programs => Directory.CreateDirectory(Path.Combine(folder.Root, "programs")).FullName;

    /// <summary>A script in the place of a browser.</summary>
    private void AddBrowser(string name, string script)
    {
        var path = Path.Combine(Programs, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>Runs the notebook where no other browser is found.</summary>
    private async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] options)
    {
        using var echonb = EchonbProcess.StartProgram(
            folder.Root,
            "/usr/bin/env",
            [$"PATH={Programs}", Path.Combine(AppContext.BaseDirectory, "echonb"), .. folder.Run([.. options, folder.Notebooks])]);
        return (await echonb.ExitAsync(), echonb.Output, echonb.Errors);
    }
}
