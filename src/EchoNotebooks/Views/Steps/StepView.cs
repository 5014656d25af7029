namespace EchoNotebooks.Views;

/// <summary>One step as before, after, and what changed; the same for a server that stops itself and for one that is traced.</summary>
internal static class StepView
{
    public static void WriteHead(MarkupWriter html, string head) =>
        html.Leaf("p", head, ("style", "font-weight:700;font-size:16px;margin:0 0 8px"));

    /// <summary>The line of the source that made the call.</summary>
    public static void WriteSource(MarkupWriter html, SourceLine source)
    {
        using (html.Element("p", ("style", "margin:0 0 8px"))) WriteQuote(html, source);
    }

    /// <summary>A line of the source with its place.</summary>
    public static void WriteQuote(MarkupWriter html, SourceLine source)
    {
        html.Leaf("span", $"{source.File} {source.Number}번째 줄: ", ("class", "muted"));
        html.Leaf("code", source.Text.Trim());
    }

    public static void WriteBeforeAndAfter(MarkupWriter html, Snapshot before, SnapshotDifference diff)
    {
        OwnershipView.WriteChanges(html, diff.Changes);
        using (html.Element("div", ("style", "display:flex;flex-wrap:wrap;gap:16px 32px")))
        {
            Half("전", OwnershipPicture.Of(before));
            Half("후", diff.Picture);
        }

        void Half(string name, OwnershipPicture picture)
        {
            using (html.Element("div", ("style", "min-width:0")))
            {
                html.Leaf("p", name, ("style", "font-weight:600;margin:0"));
                OwnershipView.WriteHtml(html, picture);
            }
        }
    }

    public static string ToText(Snapshot before, SnapshotDifference diff) =>
        $"{OwnershipView.ChangesAsText(diff.Changes)}\n전: {((IView)before).ToText()}\n후: {OwnershipView.ToText(diff.Picture)}";
}
