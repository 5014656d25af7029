using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How a step of a traced server is told and drawn.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class TraceStep : IView
{
    /// <summary>One line of Korean: "부모 프로세스: close(clnt_sock)가 돌아왔다 (디스크립터 4)".</summary>
    public string What => $"{Role}{Thread}: {StepText.Of(this)}";

    private string Thread => Tid is { } tid ? $"의 스레드 {tid}" : "";

    /// <summary>The same with the process's number; where a child is reaped the child's stands there alone.</summary>
    private string Head => ReapedChild is null ? $"{Role}(pid {Pid}){Thread}: {StepText.Of(this)}" : What;

    /// <summary>What happened and what changed.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        StepView.WriteHead(html, StepTrace.Of(this), Head);
        if (Source is { } source) StepView.WriteSource(html, source);
        if (After is { } after) StepView.WriteBeforeAndAfter(html, BeforeAsShown, after);
        else OwnershipView.WriteHtml(html, OwnershipPicture.Of(BeforeAsShown));
    }

    string IView.ToText()
    {
        var head = $"{StepTrace.Of(this)}\n{Head}\n{(Source is { } source ? $"{source}: {source.Text.Trim()}\n" : "")}";
        var picture = After is { } after ? StepView.ToText(BeforeAsShown, after) : OwnershipView.ToText(OwnershipPicture.Of(BeforeAsShown));
        return head + picture;
    }
}
