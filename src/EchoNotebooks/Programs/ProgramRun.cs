using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>A program that ran to its end: what it wrote, and how it ended.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class ProgramRun : IView
{
    private readonly ProcessEnd end;

    internal ProgramRun(ServerOutput output, ProcessEnd end)
    {
        Output = output;
        this.end = end;
    }

    /// <summary>What it wrote.</summary>
    public ServerOutput Output { get; }

    /// <summary>Its exit code; null when a signal ended it.</summary>
    public int? ExitCode => end.Code;

    /// <summary>The output, then how it ended.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        ((IView)Output).WriteHtml(html);
        html.Leaf("p", $"프로그램이 끝났다({end}).", ("class", "muted"), ("style", "margin:4px 0 0"));
    }

    string IView.ToText() => $"{((IView)Output).ToText()}프로그램이 끝났다({end}).\n";
}
