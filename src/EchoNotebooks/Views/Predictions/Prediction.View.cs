using EchoNotebooks.Views;

namespace EchoNotebooks;

[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class Prediction : IView
{
    /// <summary>The question and its options.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html) => PredictionView.WriteHtml(html, question, answer);

    string IView.ToText() => PredictionView.ToText(question, answer);
}
