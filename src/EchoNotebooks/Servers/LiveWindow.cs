using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>A page on 127.0.0.1 that shows a server as it runs, in any browser of this machine. It ends with the server.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class LiveWindow : ICellOwned, IView
{
    private readonly LiveProcess program;
    private readonly int pid;

    internal LiveWindow(LiveProcess program, int pid) => (this.program, this.pid) = (program, pid);

    /// <summary>The page's address. It contains the token without which the window answers nothing.</summary>
    public Uri Address => new(program.Addresses[0]);

    bool ICellOwned.IsOver => program.Ended.IsCompleted;

    void ICellOwned.EndsBecause(string why)
    {
        // A page has no way to be told; it says that its program has ended.
    }

    /// <summary>Closes the window; the server runs on. May be called again.</summary>
    public ValueTask DisposeAsync() => program.DisposeAsync();

    /// <summary>"라이브 창(서버 pid 42): http://127.0.0.1:…".</summary>
    public override string ToString() => $"라이브 창(서버 pid {pid}): {Address}{(program.Ended.IsCompleted ? " (끝났다)" : "")}";

    void IView.WriteHtml(MarkupWriter html)
    {
        using (html.Element("p", ("style", "margin:0")))
        {
            html.Text($"라이브 창(서버 pid {pid}): ");
            html.Leaf("a", Address.ToString(), ("href", Address.ToString()), ("target", "_blank"), ("rel", "noopener noreferrer"),
                ("style", "color:inherit"));
            if (program.Ended.IsCompleted) html.Text(" (끝났다)");
        }
    }

    string IView.ToText() => ToString() + "\n";
}
