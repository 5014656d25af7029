using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book.Search;

/// <summary>
/// The search of the book: a box, the sections that it looks through, and the script that does. The script indexes them with
/// MiniSearch when the reader asks for the first time: the words of the text and of the question are cut by the same lines.
/// Without scripts the box is not shown.
/// </summary>
internal static class SearchBox
{
    /// <summary>Where it stands, from any page.</summary>
    public const string Address = $"{BookWriter.IndexPage}#{WordsId}";

    private const string WordsId = "search-words";

    /// <summary>The id of the element that has the sections as JSON.</summary>
    public const string SectionsId = "search-sections";

    /// <summary>The script.</summary>
    internal static readonly string Script = Read("MiniSearch.minisearch.js") + Read("search.js");

    /// <summary>How the sections stand in the page.</summary>
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        // Korean stays as it is; what could end the element does not.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>What a Content-Security-Policy calls the script: 'sha256-…'.</summary>
    public static string ScriptHash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'";

    /// <summary>Writes the box.</summary>
    public static void Write(MarkupWriter html)
    {
        using (html.Element("form", ("id", "search"), ("role", "search")))
        {
            html.Leaf("label", "책에서 찾기", ("for", WordsId));
            html.Void("input", ("id", WordsId), ("type", "search"), ("autocomplete", "off"), ("spellcheck", "false"),
                ("placeholder", "예: 소켓은 언제 사라지는가"), ("aria-describedby", "search-count"));
            html.Leaf("p", "", ("id", "search-count"), ("role", "status"));
            html.Leaf("ol", "");
        }
        html.Line();
    }

    /// <summary>Writes what the box needs: it stands last, so that it does not keep the page from being seen.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="sections">What can be found.</param>
    /// <param name="synonyms">Readers' words, each with the book's.</param>
    public static void WriteScript(MarkupWriter html, IEnumerable<SearchSection> sections, IEnumerable<string[]> synonyms)
    {
        using (html.Element("script", ("id", SectionsId), ("type", "application/json")))
            html.Raw(JsonSerializer.Serialize(sections, Json));
        html.Line();
        using (html.Element("script", ("id", "search-synonyms"), ("type", "application/json")))
            html.Raw(JsonSerializer.Serialize(synonyms, Json));
        html.Line();
        using (html.Element("script", ("id", "search-script"))) html.Raw(Script);
        html.Line();
    }

    private static string Read(string name)
    {
        using var stream = typeof(SearchBox).Assembly.GetManifestResourceStream($"EchoNotebooks.Engine.Book.Search.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
