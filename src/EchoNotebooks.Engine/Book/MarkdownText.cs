using EchoNotebooks.Engine.Book.Chapters;
using EchoNotebooks.Markup;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EchoNotebooks.Engine.Book;

/// <summary>The Markdown of one page. What it holds of HTML is <see cref="AuthorHtml"/>.</summary>
/// <param name="files">The book's files.</param>
/// <param name="notebookFolder">What its links are relative to.</param>
/// <param name="ids">The page's ids.</param>
internal sealed class MarkdownText(BookFiles files, string notebookFolder, PageIds ids)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseCjkFriendlyEmphasis()
        .UsePipeTables()
        .UseTaskLists()
        .UseAutoLinks()
        // Without subscripts: a Korean range is written with a tilde, 1~5.
        .UseEmphasisExtras(EmphasisExtraOptions.Default & ~EmphasisExtraOptions.Subscript)
        .Use<Formulas>()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UseNonAsciiNoEscape()
        .Build();

    private readonly AuthorHtml author = new(files, notebookFolder);

    /// <summary>The headings so far.</summary>
    public List<Heading> Headings { get; } = [];

    /// <summary>The terms that have been explained so far.</summary>
    public List<Term> Terms { get; } = [];

    /// <summary>A cell's Markdown as HTML; as the text that it is, with a remark, where it cannot be read as Markdown.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="attachment">Gives the data URI of a picture that is pasted into the cell, by its name.</param>
    /// <exception cref="IOException">A picture's copy cannot be written.</exception>
    public PageText ToHtml(string markdown, Func<string, string?>? attachment = null)
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

    private PageText Convert(string markdown, Func<string, string?>? attachment)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        var headings = document.Descendants<HeadingBlock>().Select(Number).ToList();
        var terms = TermReader.Read(document, ids).ToList();
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        var html = author.ForPage(writer.ToString(), attachment);
        Headings.AddRange(headings);
        Terms.AddRange(terms);
        return new PageText(html, document.FirstOrDefault() is HeadingBlock, document.FirstOrDefault() is HtmlBlock block && Folds(block));
    }

    private static bool Folds(HtmlBlock block) =>
        block.Lines.Lines[0].Slice.AsSpan().TrimStart().StartsWith("<details", StringComparison.OrdinalIgnoreCase);

    private static PageText AsWritten(string markdown)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        using (var html = new MarkupWriter(writer))
        {
            html.Leaf("p", "이 셀의 글은 너무 깊이 겹쳐 있어서 꾸미지 못했다. 쓴 그대로 보인다.", ("class", "notice"));
            html.Line();
            html.Leaf("pre", markdown, ("class", "output plain"), ("tabindex", "0"));
            html.Line();
        }
        return new PageText(writer.ToString());
    }

    /// <summary>Gives the heading its id, and a link to itself that a reader can copy.</summary>
    private Heading Number(HeadingBlock heading)
    {
        var attributes = heading.GetAttributes();
        var id = attributes.Id = ids.Take(string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id);
        var known = new Heading(heading.Level, id, PlainText(heading.Inline));
        var link = new LinkInline("#" + id, "");
        link.GetAttributes().AddClass("anchor");
        link.GetAttributes().AddProperty("aria-label", $"{known.Text}: 이 절의 주소");
        heading.Inline?.AppendChild(link);
        return known;
    }

    /// <summary>What a reader sees of it, without its looks.</summary>
    public static string PlainText(ContainerInline? inline) =>
        inline is null ? "" : string.Concat(inline.Descendants().Select(each => each switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            MathInline formula => Formulas.AsWritten(formula),
            _ => "",
        }));
}
