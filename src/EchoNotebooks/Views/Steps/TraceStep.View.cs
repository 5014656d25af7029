using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How a step of a traced server is told and drawn.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class TraceStep : IView
{
    /// <summary>One line of Korean: "부모 프로세스: close(clnt_sock)가 돌아왔다 (디스크립터 4)".</summary>
    public string What => $"{Role}{Thread}: {StepText.Of(this)}";

    private string Thread => Tid is { } tid ? $"의 스레드 {tid}" : "";

    /// <summary>The same with the process's number, which stands beside who acts: the sentence may name another process.</summary>
    private string Head => $"{Role}(pid {Pid}){Thread}: {StepText.Of(this)}";

    /// <summary>What happened and what changed.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        StepView.WriteHead(html, Head);
        if (Source is { } source) StepView.WriteSource(html, source);
        if (Diff is { } diff) StepView.WriteBeforeAndAfter(html, Before, diff);
        else OwnershipView.WriteHtml(html, OwnershipPicture.Of(Before));
    }

    string IView.ToText()
    {
        var head = $"{Head}\n{(Source is { } source ? $"{source}: {source.Text.Trim()}\n" : "")}";
        return head + (Diff is { } diff ? StepView.ToText(Before, diff) : OwnershipView.ToText(OwnershipPicture.Of(Before)));
    }
}
