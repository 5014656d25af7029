using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>A client's program that ran to its end, or to the end of its time: what it wrote, and what was left of it.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class ClientRun : IView
{
    private readonly ProcessEnd? end;
    private readonly TimeSpan timeout;

    internal ClientRun(ServerOutput output, ProcessEnd? end, Snapshot left, TimeSpan timeout)
    {
        Output = output;
        this.end = end;
        End = left;
        this.timeout = timeout;
    }

    /// <summary>What it wrote.</summary>
    public ServerOutput Output { get; }

    /// <summary>Whether the program itself ended by itself.</summary>
    public bool HasEnded => end is not null;

    /// <summary>Its exit code; null when a signal ended it, or when it did not end.</summary>
    public int? ExitCode => end?.Code;

    /// <summary>Its processes and their connection at the end: of a client that hangs, what it hangs with.</summary>
    public Snapshot End { get; }

    private string HowEnded => end is { } how ? $"클라이언트가 끝났다({how})." : $"{timeout.TotalSeconds:0.#}초가 지나도 클라이언트가 끝나지 않아 끝냈다.";

    /// <summary>The output, then how it ended.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        ((IView)Output).WriteHtml(html);
        html.Leaf("p", HowEnded, ("class", "muted"), ("style", "margin:4px 0 0"));
        if (!HasEnded) ((IView)End).WriteHtml(html);
    }

    string IView.ToText() => $"{((IView)Output).ToText()}{HowEnded}\n{(HasEnded ? "" : ((IView)End).ToText())}";
}
