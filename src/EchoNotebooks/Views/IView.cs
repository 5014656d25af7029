namespace EchoNotebooks.Views;

/// <summary>Something that shows itself twice, as a picture and as text, from the same facts.</summary>
internal interface IView
{
    /// <summary>Writes the content of the view; the frame with its colours and fonts is there already.</summary>
    void WriteHtml(MarkupWriter html);

    /// <summary>The same facts for a reader without pictures: lines for a monospaced font, Hangul two columns wide.</summary>
    string ToText();
}
