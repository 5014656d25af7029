namespace EchoNotebooks.Views;

/// <summary>Something that shows itself twice, as a picture and as text, from the same facts.</summary>
internal interface IView
{
    /// <summary>Writes the content of the view; the frame with its colours and fonts is there already.</summary>
    void WriteHtml(Markup html);

    /// <summary>The same facts for a reader without pictures: lines for a monospaced font, Hangul two cells wide.</summary>
    string ToText();
}

/// <summary>MIME types, and the frame that every HTML view stands in.</summary>
internal static class View
{
    public const string Html = "text/html";
    public const string Plain = "text/plain";

    /// <summary>The attributes of a box that scrolls sideways when it is too wide, also by the keyboard.</summary>
    public static (string Name, string? Value)[] Scrolls(string name) =>
        [("style", "overflow-x:auto"), ("tabindex", "0"), ("role", "region"), ("aria-label", name)];

    /// <summary>The whole HTML of a view: one element, its own background and colours, nothing fetched, no script.</summary>
    public static string ToHtml(IView view)
    {
        var text = new StringWriter();
        using (var html = new Markup(text))
        using (html.Element("div", ("lang", "ko"), ("class", "echo-notebooks"), ("style", Style.Frame)))
        {
            using (html.Element("style")) html.Raw(Style.Sheet);
            view.WriteHtml(html);
        }
        return text.ToString();
    }
}
