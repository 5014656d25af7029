namespace EchoNotebooks.Views;

/// <summary>Writes one view as one MIME type.</summary>
internal sealed class ViewFormatter(string mimeType)
{
    /// <summary>Read by the engine, by name.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>
    /// Called by the engine, by name and by exactly this signature. Never throws, because that would fail the
    /// reader's cell: a picture that cannot be drawn falls back to its text, a text to the type's name.
    /// </summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not IView view) return false;
        writer.Write(MimeType == View.Html ? Html(view) : Text(view));
        return true;
    }

#pragma warning disable CA1031 // Whatever goes wrong while a value is shown must not fail the cell that computed it.
    private static string Html(IView view)
    {
        try
        {
            return View.ToHtml(view);
        }
        catch (Exception)
        {
            return View.ToHtml(new TextView(Text(view)));
        }
    }

    private static string Text(IView view)
    {
        try
        {
            return view.ToText();
        }
        catch (Exception e)
        {
            return $"{view.GetType().Name}: 그림을 만들지 못했다. {e.Message}";
        }
    }
#pragma warning restore CA1031

    private sealed class TextView(string text) : IView
    {
        public void WriteHtml(MarkupWriter html) => html.Leaf("pre", text);

        public string ToText() => text;
    }
}
