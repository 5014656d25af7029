using EchoNotebooks.Markup;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EchoNotebooks.Engine.Book;

/// <summary>The Markdown of one page. Its cells share one set of heading ids; what they hold of HTML is <see cref="AuthorHtml"/>.</summary>
internal sealed class MarkdownText(BookFiles files, string notebookFolder)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseCjkFriendlyEmphasis()
        .UsePipeTables()
        .UseTaskLists()
        .UseAutoLinks()
        .UseEmphasisExtras()
        .Use<Formulas>()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UseNonAsciiNoEscape()
        .Build();

    private readonly AuthorHtml author = new(files, notebookFolder);
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    /// <summary>The headings so far.</summary>
    public List<Heading> Headings { get; } = [];

    /// <summary>A cell's Markdown as HTML; as the text that it is, with a remark, where it cannot be read as Markdown.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="attachment">Gives the data URI of a picture that is pasted into the cell, by its name.</param>
    /// <exception cref="IOException">A picture's copy cannot be written.</exception>
    public string ToHtml(string markdown, Func<string, string?>? attachment = null)
    {
        try
        {
            return Convert(markdown, attachment);
        }
        // One cell must not cost the book, and the libraries do not say what they throw.
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException))
        {
            return AsWritten(markdown);
        }
    }

    private string Convert(string markdown, Func<string, string?>? attachment)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        var headings = document.Descendants<HeadingBlock>().Select(Number).ToList();
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        var html = author.ForPage(writer.ToString(), attachment);
        Headings.AddRange(headings);
        return html;
    }

    private static string AsWritten(string markdown)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        using (var html = new MarkupWriter(writer))
        {
            html.Leaf("p", "이 셀의 글은 너무 깊이 겹쳐 있어서 꾸미지 못했다. 쓴 그대로 보인다.", ("class", "notice"));
            html.Line();
            html.Leaf("pre", markdown, ("class", "output plain"), ("tabindex", "0"));
            html.Line();
        }
        return writer.ToString();
    }

    private Heading Number(HeadingBlock heading)
    {
        var attributes = heading.GetAttributes();
        var wanted = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id;
        var id = wanted;
        for (var n = 1; !ids.Add(id); n++) id = $"{wanted}-{n}";
        attributes.Id = id;
        return new Heading(heading.Level, id, PlainText(heading.Inline));
    }

    private static string PlainText(ContainerInline? inline) =>
        inline is null ? "" : string.Concat(inline.Descendants().Select(each => each switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            MathInline formula => Formulas.AsWritten(formula),
            _ => "",
        }));
}
