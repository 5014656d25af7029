using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>Writes a line of code; the page's style sheet colours it.</summary>
internal static class CodeWriter
{
    /// <summary>Writes it.</summary>
    public static void Write(MarkupWriter html, IReadOnlyList<CodeToken> line)
    {
        foreach (var token in line)
            if (token.Kind == CodeKind.Plain) html.Text(token.Text);
            else html.Leaf("span", token.Text, ("class", ClassOf(token.Kind)));
    }

    /// <summary>Writes lines, each in an element that the style sheet numbers.</summary>
    public static void WriteLines(MarkupWriter html, IReadOnlyList<IReadOnlyList<CodeToken>> lines)
    {
        foreach (var (number, line) in lines.Index())
        {
            if (number > 0) html.Text("\n");
            using (html.Element("span", ("class", "line"))) Write(html, line);
        }
    }

    /// <summary>What is written, as a text.</summary>
    public static string ToHtml(Action<MarkupWriter> write)
    {
        using var writer = new StringWriter();
        using (var html = new MarkupWriter(writer)) write(html);
        return writer.ToString();
    }

    private static string ClassOf(CodeKind kind) => kind switch
    {
        CodeKind.Keyword => "hl-k",
        CodeKind.Text => "hl-s",
        CodeKind.Number => "hl-n",
        CodeKind.Comment => "hl-c",
        CodeKind.Type => "hl-t",
        _ => "hl-m",
    };
}
