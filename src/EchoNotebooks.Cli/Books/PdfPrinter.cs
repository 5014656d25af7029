using System.ComponentModel;
using System.Diagnostics;
using EchoNotebooks.Engine.Files;
using EchoNotebooks.Linux;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Cli.Books;

/// <summary>Prints a page of this machine as PDF, by a Chromium without a window.</summary>
internal static class PdfPrinter
{
    private const string Stopped = "PDF는 만들다가 멈추었다.";

    /// <summary>What a Chromium may be called, in the order in which it is looked for on the PATH.</summary>
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    /// <summary>The whole course takes seconds: only a browser that hangs reaches it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Prints.</summary>
    /// <param name="page">The HTML file, a full path.</param>
    /// <param name="pdf">Where to; a reader sees what was there before or the whole PDF.</param>
    /// <param name="scratch">Where the browser keeps what it needs meanwhile.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="PdfException">There is no Chromium, or it did not do it.</exception>
    /// <exception cref="IOException">The PDF cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task PrintAsync(string page, string pdf, TemporaryFolder scratch, CancellationToken ct)
    {
        if (ct.IsCancellationRequested) throw new PdfException(Stopped);
        if (Find() is not { } program)
        {
            throw new PdfException($"PDF를 만들지 못했다: 크로뮴이 없다. PATH에서 {string.Join(", ", Names)}을 찾아보았다. "
                + "sudo apt-get install chromium fonts-noto-cjk로 설치한 다음 다시 실행한다.");
        }
        var printed = scratch.PathOf("printed.pdf");
        var (code, said) = await RunAsync(program, Arguments(page, printed, scratch.PathOf("profile")), ct).ConfigureAwait(false);
        if (code != 0 || !File.Exists(printed))
        {
            throw new PdfException($"PDF를 만들지 못했다: {program}의 종료 코드는 {code}이다. 그 프로그램이 마지막으로 한 말: "
                + $"{Visible.OnOneLine(said.TrimEnd().Split('\n')[^1])}. 책을 브라우저로 열어 PDF로 인쇄해도 된다.");
        }
        using var files = new StagedFiles();
        await using (var from = File.OpenRead(printed))
        await using (var to = files.Add(pdf)) await from.CopyToAsync(to, CancellationToken.None).ConfigureAwait(false);
        files.Commit();
    }

    private static List<string> Arguments(string page, string pdf, string profile) =>
    [
        "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        "--no-pdf-header-footer", "--generate-pdf-document-outline", $"--user-data-dir={profile}",
        // Chromium refuses its sandbox to root.
        .. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(),
        $"--print-to-pdf={pdf}", new Uri(page).AbsoluteUri,
    ];

    private static async Task<(int Code, string Said)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        using var process = Start(start);
        try
        {
            var said = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(limit.Token),
                process.StandardError.ReadToEndAsync(limit.Token)).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return (process.ExitCode, string.Concat(said));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw new PdfException(ct.IsCancellationRequested
                ? Stopped
                : $"PDF를 만들지 못했다: {program}이 {Limit.TotalMinutes:0}분이 지나도록 끝나지 않아 끝냈다. 책을 브라우저로 열어 PDF로 인쇄한다.");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new PdfException($"PDF를 만들지 못했다: {start.FileName}을 실행할 수 없다(errno {e.NativeErrorCode}).");
        }
    }

    private static string? Find() =>
        Names.SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
