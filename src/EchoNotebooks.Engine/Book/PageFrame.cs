using System.Security.Cryptography;
using System.Text;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>What every page has round its body: head, policy, style sheet, script, and where its outputs come from.</summary>
internal static class PageFrame
{
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:; base-uri 'none'; form-action 'none'; script-src ";

    private static readonly string Style = Read("book.css");
    private static readonly string Script = Read("book.js");
    private static readonly string ScriptHash = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'";

    /// <summary>Writes a page.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="page">The page.</param>
    /// <param name="settings">The book's settings.</param>
    public static void Write(MarkupWriter html, Page page, BookSettings settings)
    {
        html.Raw("<!DOCTYPE html>\n");
        using (html.Element("html", ("lang", "ko")))
        {
            html.Line();
            Head(html, page.Title, settings.Scripts.Concat(page.Scripts));
            html.Line();
            using (html.Element("body"))
            {
                html.Line();
                html.Leaf("a", "본문으로 건너뛰기", ("class", "skip"), ("href", "#" + BookWriter.MainId));
                html.Line();
                using (html.Element("div", ("class", "tools")))
                {
                    if (page.Search is { } search) html.Leaf("a", "책에서 찾기", ("href", search));
                    html.Leaf("button", "화면", ("type", "button"), ("class", "theme"));
                }
                html.Line();
                page.WriteBody(html);
                if (settings.Provenance is { } provenance) Origin(html, provenance);
            }
            html.Line();
        }
        html.Line();
    }

    private static void Head(MarkupWriter html, string title, IEnumerable<string> scripts)
    {
        using (html.Element("head"))
        {
            html.Line();
            html.Void("meta", ("charset", "utf-8"));
            html.Line();
            var policy = Policy + string.Join(' ', scripts.Prepend(ScriptHash));
            html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", policy));
            html.Line();
            html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.Line();
            html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
            html.Line();
            html.Leaf("title", title);
            html.Line();
            using (html.Element("style")) html.Raw(Style);
            html.Line();
            // Before the body, so that the page appears in the reader's colours at once.
            using (html.Element("script")) html.Raw(Script);
            html.Line();
        }
    }

    private static void Origin(MarkupWriter html, Provenance provenance)
    {
        using (html.Element("footer", ("class", "origin")))
        {
            html.Line();
            using (html.Element("dl"))
                foreach (var (name, value) in provenance.Facts)
                    using (html.Element("div"))
                    {
                        html.Leaf("dt", name);
                        html.Leaf("dd", value);
                    }
            html.Line();
            if (provenance.Lacks.Count > 0)
            {
                html.Leaf("p", "이 컴퓨터에 없어서 건너뛴 것:");
                using (html.Element("ul"))
                    foreach (var lack in provenance.Lacks) html.Leaf("li", lack);
                html.Line();
            }
        }
        html.Line();
    }

    private static string Read(string name)
    {
        using var stream = typeof(PageFrame).Assembly.GetManifestResourceStream($"EchoNotebooks.Engine.Book.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
