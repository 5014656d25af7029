using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EchoNotebooks.Engine.Book;

/// <summary>
/// The Markdown of one page: cells share one set of heading ids, links lead within the book, pictures are copied.
/// HTML in the author's Markdown is let through (see BookWriter).
/// </summary>
internal sealed partial class MarkdownText(BookFiles files, string notebookFolder)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseCjkFriendlyEmphasis()
        .UsePipeTables()
        .UseTaskLists()
        .UseAutoLinks()
        .UseEmphasisExtras()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UseNonAsciiNoEscape()
        .Build();

    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    /// <summary>The headings so far.</summary>
    public List<Heading> Headings { get; } = [];

    /// <summary>A cell's Markdown as HTML.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="attachment">Gives the data URI of a picture that is pasted into the cell, by its name.</param>
    public string ToHtml(string markdown, Func<string, string?>? attachment = null)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>()) Number(heading);
        foreach (var link in document.Descendants<LinkInline>().ToList()) Relink(link, attachment);
        foreach (var html in document.Descendants<HtmlInline>()) html.Tag = RelinkHtml(html.Tag);
        foreach (var html in document.Descendants<HtmlBlock>())
        {
            var text = RelinkHtml(html.Lines.ToString());
            html.Lines = new Markdig.Helpers.StringLineGroup(text);
        }
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    private void Number(HeadingBlock heading)
    {
        var attributes = heading.GetAttributes();
        var wanted = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id;
        var id = wanted;
        for (var n = 1; !ids.Add(id); n++) id = $"{wanted}-{n}";
        attributes.Id = id;
        Headings.Add(new Heading(heading.Level, id, PlainText(heading.Inline)));
    }

    private void Relink(LinkInline link, Func<string, string?>? attachment)
    {
        if (link.Url is not { Length: > 0 } url) return;
        if (!link.IsImage)
        {
            link.Url = files.Link(url, notebookFolder);
            return;
        }
        const string Attachment = "attachment:";
        var picture = url.StartsWith(Attachment, StringComparison.Ordinal)
            ? attachment?.Invoke(Uri.UnescapeDataString(url[Attachment.Length..]))
            : files.Picture(url, notebookFolder);
        if (picture is not null) link.Url = picture;
        // A picture from elsewhere would be a request to a network: the reader decides, by a link.
        else link.IsImage = false;
    }

    private string RelinkHtml(string html) => Reference().Replace(html, match =>
    {
        var url = System.Net.WebUtility.HtmlDecode(match.Groups["url"].Value);
        var isLink = match.Groups["name"].Value.Equals("href", StringComparison.OrdinalIgnoreCase);
        var target = isLink ? files.Link(url, notebookFolder) : files.Picture(url, notebookFolder) ?? "";
        return $"{match.Groups["name"].Value}=\"{System.Net.WebUtility.HtmlEncode(target)}\"";
    });

    private static string PlainText(ContainerInline? inline) =>
        inline is null ? "" : string.Concat(inline.Descendants().Select(each => each switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            _ => "",
        }));

    [GeneratedRegex("""\b(?<name>src|href)\s*=\s*(?<quote>["'])(?<url>.*?)\k<quote>""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Reference();
}
