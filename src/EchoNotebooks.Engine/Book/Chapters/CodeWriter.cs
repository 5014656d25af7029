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

    /// <summary>The same as a text.</summary>
    public static string ToHtml(IReadOnlyList<CodeToken> line)
    {
        using var writer = new StringWriter();
        using (var html = new MarkupWriter(writer)) Write(html, line);
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
