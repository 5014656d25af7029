using EchoNotebooks.Views;

namespace EchoNotebooks.Live;

/// <summary>A file of the source as a table, a row a line.</summary>
internal static class SourceListing
{
    /// <summary>The file that a step has a line of; null where there is none.</summary>
    /// <param name="subject">The server.</param>
    /// <param name="at">The step.</param>
    public static string? Of(ISubject subject, int at)
    {
        if (subject.At(at)?.Source is not { } source) return null;
        var file = source.Source.Files.First(one => one.Name == source.File);
        return View.ToHtml(html =>
        {
            using (html.Element("table", ("class", "listing"), ("aria-label", file.Name)))
            using (html.Element("tbody"))
                for (var line = 0; line < file.Lines.Count; line++) Listing.WriteLine(html, file, line, $"{line + 1}");
        });
    }
}
