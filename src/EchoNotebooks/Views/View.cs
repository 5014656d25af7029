namespace EchoNotebooks.Views;

/// <summary>What all views have in common: MIME types, the frame that every HTML view stands in, and its parts.</summary>
internal static class View
{
    public const string Html = "text/html";
    public const string Plain = "text/plain";

    /// <summary>The attributes of a box that scrolls sideways when it is too wide, also by the keyboard.</summary>
    public static (string Name, string? Value)[] Scrolls(string name) =>
        [("style", "overflow-x:auto"), ("tabindex", "0"), ("role", "region"), ("aria-label", name)];

    /// <summary>
    /// A front end leaves style sheets, drawings and scripts out of a notebook that its reader does not trust, and then this is seen.
    /// </summary>
    private const string Untrusted = "그림이 글자로만 보인다면 아직 이 노트북을 믿는다고 하지 않았기 때문이다. 아는 노트북이면 JupyterLab의 명령 팔레트"
        + "(Ctrl+Shift+C)에서 Trust Notebook을 고르거나 셀을 다시 실행한다.";

    /// <summary>The whole HTML of a view: one element, its own background and colours, nothing fetched.</summary>
    public static string ToHtml(IView view) => ToHtml(html =>
    {
        html.Leaf("p", Untrusted, ("class", "untrusted"));
        view.WriteHtml(html);
    });

    /// <summary>The same of a part of a view.</summary>
    public static string ToHtml(Action<MarkupWriter> write)
    {
        var text = new StringWriter();
        using (var html = new MarkupWriter(text)) Framed(html, () => write(html));
        return text.ToString();
    }

    /// <summary>The frame with its colours, its fonts and its style sheet.</summary>
    public static void Framed(MarkupWriter html, Action content)
    {
        using (html.Element("div", ("lang", "ko"), ("class", "echo-notebooks"), ("style", Sheet.Frame)))
        {
            using (html.Element("style")) html.Raw(Sheet.Css);
            content();
        }
    }

    /// <summary>The facts of a drawing as a table that a reader can open.</summary>
    public static void WriteFoldedTable(MarkupWriter html, TextTable table, string caption, bool all = false)
    {
        using (html.Element("details"))
        {
            html.Leaf("summary", "같은 내용을 표로 보기");
            table.WriteHtml(html, caption, all);
        }
    }
}
