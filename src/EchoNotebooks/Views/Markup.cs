using System.Text;
using System.Xml;

namespace EchoNotebooks.Views;

/// <summary>
/// Writes HTML and SVG through an XML writer, so that whatever text comes from outside is escaped in one place.
/// Every element gets a closing tag: HTML reads <c>&lt;td /&gt;</c> as a cell that never ends.
/// </summary>
internal sealed class Markup : IDisposable
{
    private readonly XmlWriter writer;

    public Markup(TextWriter output, bool indented = false)
    {
        writer = XmlWriter.Create(output, new XmlWriterSettings
        {
            OmitXmlDeclaration = true,
            ConformanceLevel = ConformanceLevel.Fragment,
            Indent = indented,
            IndentChars = "  ",
            NewLineChars = "\n",
        });
    }

    /// <summary>Opens an element; disposing the result closes it. Attributes whose value is null are left out.</summary>
    public Scope Element(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        return new Scope(writer);
    }

    /// <summary>An element that holds only text, which may be empty.</summary>
    public void Leaf(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        Text(text);
        writer.WriteFullEndElement();
    }

    /// <summary>An element that HTML knows as void: it has no content and no closing tag.</summary>
    public void Void(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        writer.WriteEndElement();
    }

    /// <summary>Text between tags; what XML cannot carry is shown by a stand-in (<see cref="Visible"/>).</summary>
    public void Text(string text) => writer.WriteString(Visible.Of(text));

    /// <summary>The content of a style or script element: our own, no text from outside.</summary>
    public void Raw(string text) => writer.WriteRaw(text);

    public void Dispose() => writer.Dispose();

    private void Start(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        if (name == "svg") writer.WriteStartElement(name, "http://www.w3.org/2000/svg");
        else writer.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
            if (value is not null) writer.WriteAttributeString(attribute, Visible.Of(value));
    }

    /// <summary>An open element.</summary>
    public readonly struct Scope(XmlWriter writer) : IDisposable
    {
        public void Dispose() => writer.WriteFullEndElement();
    }
}

/// <summary>Makes text that came from outside safe to show: nothing in it acts, everything in it can be seen.</summary>
internal static class Visible
{
    /// <summary>
    /// Control characters become their pictures (U+2400 …), half a surrogate pair the replacement character, and
    /// what would turn the direction of the text around is named. Line feeds and tabs stay.
    /// </summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // half a pair comes as U+FFFD
            if (rune.Value is '\n' or '\t') result.Append((char)rune.Value);
            else if (rune.Value < 0x20) result.Append((char)(0x2400 + rune.Value));
            else if (rune.Value == 0x7f) result.Append('\u2421');
            else if (rune.Value is >= 0x80 and < 0xa0 or 0xfffe or 0xffff) result.Append('\ufffd');
            else if (rune.Value is 0x200e or 0x200f or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0xfeff)
                result.Append($"[U+{rune.Value:X4}]");
            else result.Append(rune);
        return result.ToString();
    }

    /// <summary>The same on one line: line feeds and tabs become pictures too.</summary>
    public static string OnOneLine(string text) => Of(text).Replace('\n', '\u240a').Replace('\t', '\u2409');
}
