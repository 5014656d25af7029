namespace EchoNotebooks.Views;

/// <summary>A timeline as a page of its own: one file that opens without a network, with scripts or without.</summary>
internal static class TimelinePage
{
    private static string Policy { get; } =
        $"default-src 'none'; style-src 'unsafe-inline'; script-src {TimelineAssets.ScriptHash}; base-uri 'none'; form-action 'none'";

    /// <summary>Writes the page.</summary>
    /// <param name="timeline">What it shows.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Timeline timeline, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        ArgumentNullException.ThrowIfNull(output);
        output.Write("<!DOCTYPE html>\n");
        using var html = new MarkupWriter(output);
        using (html.Element("html", ("lang", "ko")))
        {
            using (html.Element("head"))
            {
                html.Void("meta", ("charset", "utf-8"));
                html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
                html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
                html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
                html.Leaf("title", $"{timeline.Program.Name}: 시스템 호출의 앞과 뒤");
                using (html.Element("style")) html.Raw(TimelineAssets.PageCss);
            }
            using (html.Element("body"))
            using (html.Element("main"))
            {
                html.Leaf("h1", $"{timeline.Program.Name}: 시스템 호출의 앞과 뒤");
                View.Framed(html, () => new TimelineView(timeline, "").Write(html, page: true));
                html.Leaf("h2", "소켓마다 누가 언제 쥐고 있었나");
                View.Framed(html, () => ((IView)timeline.Sockets).WriteHtml(html));
                html.Leaf("h2", "프로그램의 출력");
                View.Framed(html, () => ((IView)timeline.Output).WriteHtml(html));
            }
        }
    }
}
