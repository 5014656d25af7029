using System.Text.Json.Nodes;
using AngleSharp.Dom;
using EchoNotebooks.Engine.Book.Search;

namespace EchoNotebooks.Engine.Book.Binding;

/// <summary>
/// A page of a book that becomes a part of one page with all others. Its file's name is its id there, and what has an id in it
/// has that name before it: <c>03-descriptors.html/who-holds</c>. Only the index, which the search looks for, keeps its ids.
/// </summary>
/// <param name="name">The page's file.</param>
/// <param name="title">Its title.</param>
/// <param name="pages">The files of all pages of the book.</param>
/// <param name="files">The book's other files.</param>
internal sealed class BoundPage(string name, string title, IReadOnlySet<string> pages, BookFiles files)
{
    /// <summary>Attributes that name elements of the page by their ids, with blanks between them.</summary>
    private static readonly string[] References = ["for", "headers", "list", "aria-controls", "aria-describedby", "aria-labelledby"];

    private readonly string prefix = name == BookWriter.IndexPage ? "" : name + "/";

    /// <summary>Changes the page's body to what it is among the others.</summary>
    public void Bind(IElement body)
    {
        if (body.QuerySelector("main") is { } main) main.Replace([.. main.ChildNodes]);
        foreach (var element in body.QuerySelectorAll("*")) BindElement(element);
        if (body.QuerySelector("#" + SearchBox.SectionsId) is { } sections) sections.TextContent = BindSections(sections.TextContent);
    }

    private void BindElement(IElement element)
    {
        if (element.Id is { Length: > 0 } id) element.Id = prefix + id;
        foreach (var attribute in References.Where(element.HasAttribute))
        {
            var ids = element.GetAttribute(attribute)!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            element.SetAttribute(attribute, string.Join(' ', ids.Select(each => prefix + each)));
        }
        // Radio buttons and steps of one name exclude each other.
        if (element.LocalName is "input" or "details" && element.GetAttribute("name") is { } group)
            element.SetAttribute("name", prefix + group);
        if (element.GetAttribute("href") is { } address) element.SetAttribute("href", AddressOf(address));
        var source = element.LocalName switch { "img" => "src", "source" => "srcset", _ => null };
        if (source is not null && element.GetAttribute(source) is { } picture && files.DataOf(picture) is { } data)
            element.SetAttribute(source, data);
        // A reader who jumps from landmark to landmark must be able to tell them apart.
        if (prefix.Length > 0 && element.Matches("nav[aria-label], [role=region][aria-label]"))
            element.SetAttribute("aria-label", $"{element.GetAttribute("aria-label")}: {title}");
    }

    private string BindSections(string json)
    {
        var sections = JsonNode.Parse(json)!.AsArray();
        foreach (var section in sections) section!["address"] = AddressOf((string)section["address"]!);
        return sections.ToJsonString(SearchBox.Json);
    }

    /// <summary>Where a link of the page leads in the one page; what leads out of the book stays.</summary>
    private string AddressOf(string address)
    {
        var end = address.IndexOf('#', StringComparison.Ordinal);
        var (file, place) = end < 0 ? (address, "") : (address[..end], address[(end + 1)..]);
        var page = file.Length == 0 ? name : Uri.UnescapeDataString(file);
        if (!pages.Contains(page)) return address;
        if (place.Length == 0) return "#" + Uri.EscapeDataString(page);
        return "#" + (page == BookWriter.IndexPage ? place : $"{Uri.EscapeDataString(page)}/{place}");
    }
}
