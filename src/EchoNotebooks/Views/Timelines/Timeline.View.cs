using System.Globalization;
using System.Text;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How a timeline is told and drawn.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class Timeline : IView
{
    private static int views;

    /// <summary>Every step in a line.</summary>
    public override string ToString() => ((IView)this).ToText();

    // Ids must differ between all outputs of a page, and a notebook shows one timeline as often as it likes.
    void IView.WriteHtml(MarkupWriter html) =>
        new TimelineView(this, $"t{Interlocked.Increment(ref views)}-{Environment.ProcessId}-").Write(html);

    string IView.ToText()
    {
        var text = new StringBuilder();
        foreach (var step in this) text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{step.Index,4}  {step.What}"));
        if (Remark is not null) text.AppendLine(Remark);
        return text.ToString();
    }
}
