using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace EchoNotebooks.Engine.Book;

/// <summary>
/// Writes HTML so that text stays text: what is written with <see cref="Text"/> or as an attribute's value is
/// escaped, and every element that is begun is ended. HTML's rules for empty elements are not XML's, which is why
/// this is not an XmlWriter.
/// </summary>
internal sealed class HtmlWriter(TextWriter writer)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>An element whose content is written by an action.</summary>
    public HtmlWriter Element(string name, Action content, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Empty(name, attributes);
        content();
        writer.Write($"</{name}>");
        return this;
    }

    /// <summary>An element with nothing but text in it.</summary>
    public HtmlWriter Element(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Element(name, () => Text(text), attributes);

    /// <summary>An element that has no content and no end tag; an attribute without value is left out.</summary>
    public HtmlWriter Empty(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        writer.Write($"<{name}");
        foreach (var (key, value) in attributes)
        {
            if (value is null) continue;
            writer.Write($" {key}=\"");
            Encoder.Encode(writer, value);
            writer.Write('"');
        }
        writer.Write('>');
        return this;
    }

    /// <summary>Text, escaped.</summary>
    public HtmlWriter Text(string text)
    {
        Encoder.Encode(writer, text);
        return this;
    }

    /// <summary>Markup that is right already. See BookWriter for what may come here.</summary>
    public HtmlWriter Raw(string markup)
    {
        writer.Write(markup);
        return this;
    }

    /// <summary>A line end between elements, for who reads the source.</summary>
    public HtmlWriter Line()
    {
        writer.Write('\n');
        return this;
    }
}
