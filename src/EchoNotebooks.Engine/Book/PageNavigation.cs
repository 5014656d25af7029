using EchoNotebooks.Engine.Book.Chapters;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>Leads from a page to its neighbours and to the index.</summary>
internal static class PageNavigation
{
    /// <summary>Writes it.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="label">What a screen reader calls it: a page has two.</param>
    /// <param name="before">The page before it; null for none.</param>
    /// <param name="after">The page after it; null for none.</param>
    public static void Write(MarkupWriter html, string label, Chapter? before = null, Chapter? after = null)
    {
        using (html.Element("nav", ("class", "pages"), ("aria-label", label)))
        {
            using (html.Element("span"))
                if (before is not null) html.Leaf("a", "← " + before.Title, ("href", Uri.EscapeDataString(before.Name)), ("rel", "prev"));
            html.Leaf("a", "목록", ("href", BookWriter.IndexPage));
            using (html.Element("span"))
                if (after is not null) html.Leaf("a", after.Title + " →", ("href", Uri.EscapeDataString(after.Name)), ("rel", "next"));
        }
        html.Line();
    }
}
