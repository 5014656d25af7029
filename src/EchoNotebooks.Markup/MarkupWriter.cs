using System.Xml;

namespace EchoNotebooks.Markup;

/// <summary>
/// Writes HTML and SVG through an XML writer, so that whatever text comes from outside is escaped in one place.
/// Every element gets a closing tag: HTML reads <c>&lt;td /&gt;</c> as a cell that never ends.
/// </summary>
internal sealed class MarkupWriter : IDisposable
{
    private readonly TextWriter output;
    private readonly XmlWriter writer;

    /// <param name="output">Where the markup goes; it stays open.</param>
    /// <param name="indented">Whether every element stands on a line of its own: for SVG files, never for HTML.</param>
    public MarkupWriter(TextWriter output, bool indented = false)
    {
        this.output = output;
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

    /// <summary>A line end between elements, for a reader of the source.</summary>
    public void Line() => writer.WriteWhitespace("\n");

    /// <summary>
    /// Markup that is written already, copied as it is: a style sheet, a script, or HTML whose author is trusted.
    /// Never text from outside.
    /// </summary>
    public void Raw(string markup)
    {
        // Ends the tag that may still be open. The markup itself goes past the XML writer, which would refuse what HTML allows.
        writer.WriteRaw("");
        writer.Flush();
        output.Write(markup);
    }

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
