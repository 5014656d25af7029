using EchoNotebooks.Engine.Book.Chapters;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>Writes the parts of a chapter.</summary>
internal static class PartWriter
{
    /// <summary>Writes them one below the other.</summary>
    public static void Write(MarkupWriter html, IEnumerable<Part> parts)
    {
        foreach (var part in parts) Write(html, part);
    }

    private static void Write(MarkupWriter html, Part part)
    {
        switch (part)
        {
            case TextPart text:
                using (html.Element("section", ("class", "text"), ("id", text.Id))) html.Raw(text.Text.Html);
                break;
            case CodePart code:
                using (html.Element("div", ("class", "cell"), ("id", code.Id)))
                    if (code.Lines.Count > 0) Source(html, code);
                break;
            case OutputPart output:
                Output(html, output);
                break;
            case QuestionPart question:
                using (html.Element("div", ("class", "asked")))
                {
                    html.Line();
                    Write(html, question.Asking);
                    using (html.Element("p", ("class", "below")))
                        html.Leaf("a", "커널의 답이 아래에 펼쳐졌다 ↓", ("href", "#" + question.Answer.Id));
                    html.Line();
                    Write(html, question.Experiment);
                    Write(html, question.Answer);
                }
                break;
            case FoldPart fold:
                using (html.Element("details", ("class", "fold"), ("id", fold.Id), ("open", fold.IsOpen ? "" : null)))
                {
                    html.Leaf("summary", fold.Summary);
                    html.Line();
                    Write(html, fold.Parts);
                }
                break;
        }
        html.Line();
    }

    private static void Source(MarkupWriter html, CodePart code)
    {
        using (html.Element("div", ("class", "source")))
        {
            var count = code.Count is null ? "[ ]" : $"[{code.Count}]";
            html.Leaf("a", count, ("class", "count"), ("href", "#" + code.Id), ("aria-label", $"{count} {code.Number}번 셀의 주소"));
            using (html.Element("pre", ("tabindex", "0"), ("role", "region"), ("aria-label", $"{code.Number}번 셀의 코드")))
            using (html.Element("code")) CodeWriter.WriteLines(html, code.Lines);
        }
        html.Line();
    }

    private static void Output(MarkupWriter html, OutputPart output)
    {
        switch (output.Form)
        {
            case OutputForm.Markup:
                Box(html, "rich", output.Caption, () => html.Raw(output.Content));
                break;
            case OutputForm.Markdown:
                Box(html, "text", output.Caption, () => html.Raw(output.Content));
                break;
            case OutputForm.Picture:
                Box(html, "rich", output.Caption, () => html.Void("img", ("src", output.Content), ("alt", "셀의 출력 그림")));
                break;
            case OutputForm.Stdout:
                Text(html, "stream stdout", output);
                break;
            case OutputForm.Stderr:
                Text(html, "stream stderr", output);
                break;
            case OutputForm.Error:
                Text(html, "error", output);
                break;
            default:
                Text(html, "plain", output);
                break;
        }
    }

    // Focusable, because a box that scrolls must be reachable without a mouse.
    private static void Box(MarkupWriter html, string kind, string? caption, Action content)
    {
        if (caption is null)
        {
            using (html.Element("div", ("class", $"output {kind}"), ("tabindex", "0"))) content();
            return;
        }
        using (html.Element("figure"))
        {
            using (html.Element("div", ("class", $"output {kind}"), ("tabindex", "0"))) content();
            html.Leaf("figcaption", caption);
        }
    }

    private static void Text(MarkupWriter html, string kind, OutputPart output) =>
        html.Leaf("pre", output.Content, ("class", $"output {kind}"), ("tabindex", "0"));
}
