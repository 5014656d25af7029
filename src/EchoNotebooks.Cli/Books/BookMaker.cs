using EchoNotebooks.Cli.Running;
using EchoNotebooks.Engine.Book;
using EchoNotebooks.Engine.Run;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks.Cli.Books;

/// <summary>Makes the book of executed notebooks, in every form that was asked for.</summary>
/// <param name="folder">Where to, a full path.</param>
/// <param name="request">The forms.</param>
/// <param name="report">Told where each form is, or why it is not there.</param>
internal sealed class BookMaker(string folder, BookRequest request, IRunReport report)
{
    /// <summary>The file of the PDF.</summary>
    public const string Pdf = "book.pdf";

    /// <summary>
    /// The one page that is printed. It lies beside the others while it is: links lead from there, and what is written is written in
    /// one place.
    /// </summary>
    private const string Printed = ".print.html";

    /// <summary>Makes it. What cannot be made costs no other form.</summary>
    /// <param name="results">The notebooks in reading order.</param>
    /// <param name="provenance">Where their outputs come from; null where that is not known.</param>
    /// <param name="ct">Ends the printing.</param>
    /// <returns>Whether all was made.</returns>
    public async Task<bool> MakeAsync(IReadOnlyList<NotebookResult> results, Provenance? provenance, CancellationToken ct)
    {
        var whole = request.Single ? Path.Combine(folder, BookWriter.WholePage) : request.Pdf ? Path.Combine(folder, Printed) : null;
        var settings = new BookSettings(RegularFile.Is)
        {
            Scripts = [TimelineAssets.ScriptHash, ChoiceKeys.ScriptHash],
            Provenance = provenance,
            WholeFile = whole,
        };
        try
        {
            report.Say($"책: {BookWriter.Write(folder, results, settings)}");
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            report.Complain($"{new FileException(folder, e).Message} 전에 있던 것은 그대로 두었다.");
            return false;
        }
        if (request.Single) report.Say($"파일 하나로 만든 책: {whole}");
        try
        {
            return !request.Pdf || await PrintAsync(whole!, ct).ConfigureAwait(false);
        }
        finally
        {
            if (whole is not null && !request.Single) File.Delete(whole);
        }
    }

    private async Task<bool> PrintAsync(string whole, CancellationToken ct)
    {
        var path = Path.Combine(folder, Pdf);
        try
        {
            using var scratch = new TemporaryFolder();
            await PdfPrinter.PrintAsync(whole, path, scratch, ct).ConfigureAwait(false);
            report.Say($"PDF: {path}");
            return true;
        }
        catch (Exception e) when (e is PdfException or TemporaryFolderException)
        {
            report.Complain(e.Message);
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            report.Complain($"{new FileException(path, e).Message} 전에 있던 것은 그대로 두었다.");
        }
        return false;
    }
}
