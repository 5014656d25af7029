using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How a step of a server that stops itself is told and drawn.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class Step : IView
{
    private string Head => $"{Role}(pid {Pid}): {Point.What}";

    /// <summary>What happened and what changed, as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        StepView.WriteHead(html, StepTrace.Of(this), Head);
        StepView.WriteBeforeAndAfter(html, BeforeAsShown, After);
    }

    string IView.ToText() => $"{StepTrace.Of(this)}\n{Head}\n{StepView.ToText(BeforeAsShown, After)}";
}
