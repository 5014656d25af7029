using System.Globalization;
using System.Text;
using EchoNotebooks.Views;

namespace EchoNotebooks;

public sealed partial class Timeline : IView
{
    /// <summary>Every step in a line.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(Markup html) => html.Leaf("pre", ((IView)this).ToText());

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

    void IView.WriteHtml(Markup html) => html.Leaf("pre", ((IView)this).ToText());

    string IView.ToText() => $"{What} (pid {Pid})\n{(Diff is { } diff ? OwnershipView.ChangesAsText(diff.Changes) : "")}";
}
