using EchoNotebooks.Views;

namespace EchoNotebooks;

[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class Verdict : IView
{
    /// <summary>The verdict in words; of an unanswered question only that it is unanswered.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html) => VerdictView.WriteHtml(html, this);

    string IView.ToText() => VerdictView.ToText(this);
}
