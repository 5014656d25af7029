using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>A timeline as a page of its own: one file that opens without a network, with scripts or without.</summary>
internal static class TimelinePage
{
    private static string Policy { get; } =
        $"default-src 'none'; style-src 'unsafe-inline'; script-src {TimelineAssets.ScriptHash}; base-uri 'none'; form-action 'none'";

    private const string Sheet =
        ":root{color-scheme:light dark}" +
        "@media (prefers-color-scheme:dark){:root{--vscode-editor-background:#14171c;--vscode-editor-foreground:#e6e9ed;--vscode-descriptionForeground:#a3adb8}}" +
        "body{margin:0;background:var(--vscode-editor-background,#ffffff);color:var(--vscode-editor-foreground,#1f2328);word-break:keep-all;overflow-wrap:anywhere}" +
        "main{padding:0 8px}h1{font-size:22px;margin:12px 12px 0}h2{font-size:18px;margin:24px 12px 0}" +
        ".skip{position:absolute;left:-100vw}.skip:focus{left:8px;top:8px;background:inherit;padding:8px}";

    /// <summary>Writes the page.</summary>
    /// <param name="timeline">What it shows.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Timeline timeline, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        ArgumentNullException.ThrowIfNull(output);
        output.Write("<!DOCTYPE html>\n");
        using var html = new Markup(output);
        using (html.Element("html", ("lang", "ko")))
        {
            using (html.Element("head"))
            {
                html.Void("meta", ("charset", "utf-8"));
                html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
                html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
                html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
                html.Leaf("title", $"{timeline.Program.Name}: 시스템 호출의 앞과 뒤");
                using (html.Element("style")) html.Raw(Sheet);
            }
            using (html.Element("body"))
            using (html.Element("main"))
            {
                html.Leaf("h1", $"{timeline.Program.Name}: 시스템 호출의 앞과 뒤");
                Framed(html, () => new TimelineView(timeline, "").Write(html, page: true));
                html.Leaf("h2", "소켓마다 누가 언제 쥐고 있었나");
                Framed(html, () => timeline.Sockets.WriteHtml(html));
                html.Leaf("h2", "프로그램의 출력");
                Framed(html, () => ((IView)timeline.Output).WriteHtml(html));
            }
        }
    }

    private static void Framed(Markup html, Action content)
    {
        using (html.Element("div", ("lang", "ko"), ("class", "echo-notebooks"), ("style", Style.Frame)))
        {
            using (html.Element("style")) html.Raw(Style.Sheet);
            content();
        }
    }
}
