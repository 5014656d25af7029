using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace EchoNotebooks.Engine.Book;

/// <summary>
/// Formulas between $ and $$, as their author wrote them: a page has no typesetter, and Markdown would read their
/// backslashes and underscores as its own.
/// </summary>
internal sealed class Formulas : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.InlineParsers.Insert(0, new Parser());
        pipeline.BlockParsers.Insert(0, new MathBlockParser());
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        if (renderer is not HtmlRenderer html) return;
        html.ObjectRenderers.Insert(0, new InlineRenderer());
        html.ObjectRenderers.Insert(0, new BlockRenderer());
    }

    /// <summary>A formula within a line, with its marks.</summary>
    public static string AsWritten(MathInline formula)
    {
        var mark = new string(formula.Delimiter, formula.DelimiterCount);
        return mark + formula.Content + mark;
    }

    /// <summary>Markdig's own wants no letter behind the closing $, where Korean has its particles.</summary>
    private sealed class Parser : InlineParser
    {
        public Parser() => OpeningCharacters = ['$'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var count = slice.PeekChar() == '$' ? 2 : 1;
            var start = slice.Start + count;
            if (count == 1 && (char.IsLetterOrDigit(slice.PeekCharExtra(-1)) || char.IsWhiteSpace(slice.PeekChar()))) return false;
            for (var end = start + 1; end + count - 1 <= slice.End; end++)
            {
                if (!Closes(slice.Text, start, end, count, slice.End)) continue;
                processor.Inline = new MathInline
                {
                    Delimiter = '$',
                    DelimiterCount = count,
                    Content = new StringSlice(slice.Text, start, end - 1),
                };
                slice.Start = end + count;
                return true;
            }
            return false;
        }

        /// <summary>A lone $ is an amount or a variable where a blank stands before it, or a digit behind it.</summary>
        private static bool Closes(string text, int start, int at, int count, int last)
        {
            if (text[at] != '$' || text[at - 1] == '\\' && (at - 2 < start || text[at - 2] != '\\')) return false;
            if (count == 2) return text[at + 1] == '$';
            return !char.IsWhiteSpace(text[at - 1]) && (at == last || !char.IsDigit(text[at + 1]) && text[at + 1] != '$');
        }
    }

    private sealed class InlineRenderer : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj) =>
            renderer.Write("<span class=\"math\">").WriteEscape(AsWritten(obj)).Write("</span>");
    }

    private sealed class BlockRenderer : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj)
        {
            var mark = new string(obj.FencedChar, obj.OpeningFencedCharCount);
            renderer.EnsureLine();
            renderer.Write("<div class=\"math\">").WriteEscape(mark + "\n");
            renderer.WriteLeafRawLines(obj, writeEndOfLines: true, escape: true);
            renderer.WriteEscape(mark).WriteLine("</div>");
        }
    }
}
