using System.Globalization;
using System.Text;
using EchoNotebooks.Views;

namespace EchoNotebooks;

public sealed partial class Timeline : IView
{
    /// <summary>Every step in a line.</summary>
    public override string ToString() => ((IView)this).ToText();

    // Ids must differ between all outputs of a page, and a notebook shows one timeline as often as it likes.
    void IView.WriteHtml(Markup html) => new TimelineView(this, $"t{Interlocked.Increment(ref views)}-{Environment.ProcessId}-").Write(html);

    private static int views;

    string IView.ToText()
    {
        var text = new StringBuilder();
        foreach (var step in this) text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{step.Index,4}  {step.What}"));
        if (Remark is not null) text.AppendLine(Remark);
        return text.ToString();
    }
}

public sealed partial class TraceStep : IView
{
    /// <summary>What happened and what changed.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(Markup html)
    {
        StepView.WriteHead(html, What, Pid);
        if (Source is { } source) StepView.WriteSource(html, source);
        if (Diff is { } diff) StepView.WriteBeforeAndAfter(html, Before, diff);
        else OwnershipView.WriteHtml(html, OwnershipPicture.Of(Before));
    }

    string IView.ToText()
    {
        var head = $"{What} (pid {Pid})\n{(Source is { } source ? $"{source}: {source.Text.Trim()}\n" : "")}";
        return Diff is { } diff ? head + StepView.ToText(Before, diff) : head + OwnershipView.ToText(OwnershipPicture.Of(Before));
    }
}
