using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace EchoNotebooks.Engine.Book;

/// <summary>
/// The HTML of a cell's text as it stands in the book: nothing in it acts (scripts, forms, a page that sends its reader
/// elsewhere), links lead within the book, and pictures are copied there.
/// </summary>
internal sealed class AuthorHtml(BookFiles files, string notebookFolder)
{
    private const int MostElements = 10_000;

    private const string AttachmentScheme = "attachment:";

    /// <summary>
    /// A drawing with letters of 14 pixels and 864 wide has letters of 11 here; NAME.narrow.svg, where it lies beside NAME.svg, is
    /// shown in windows that are not wider.
    /// </summary>
    private const string NarrowWindow = "(max-width: 719px)";

    private static readonly IConfiguration WithStyles = Configuration.Default.WithCss();

    /// <summary>The HTML for the page.</summary>
    /// <param name="html">As the author wrote it.</param>
    /// <param name="attachment">Gives the data URI of a picture that is pasted into the cell, by its name.</param>
    /// <exception cref="FormatException">It has too many elements.</exception>
    /// <exception cref="IOException">A picture's copy cannot be written.</exception>
    public string ForPage(string html, Func<string, string?>? attachment)
    {
        var missing = new Dictionary<IElement, string?>();
        var narrow = new Dictionary<IElement, string>();
        var sanitizer = new HtmlSanitizer { HtmlParserFactory = Parser };
        sanitizer.AllowedTags.Remove("form");
        // It could be laid over the page.
        sanitizer.AllowedCssProperties.Remove("position");
        sanitizer.AllowedAttributes.UnionWith(["class", "id", "aria-label"]);
        sanitizer.AllowedSchemes.Add("mailto");
        sanitizer.FilterUrl += (_, url) => url.SanitizedUrl = url.Tag.LocalName switch
        {
            "img" => Picture(url),
            "a" or "area" when url.SanitizedUrl is not null => files.Link(url.OriginalUrl, notebookFolder),
            _ => null,
        };
        using var document = sanitizer.SanitizeDom(html);
        // On a phone they scroll, which keys must be able to do.
        foreach (var wide in document.QuerySelectorAll("table, pre")) wide.SetAttribute("tabindex", "0");
        foreach (var (image, address) in missing) image.Replace(InPlaceOf(image, address));
        foreach (var (image, address) in narrow) Choose(image, address);
        return document.Body!.InnerHtml;

        string? Picture(FilterUrlEventArgs url)
        {
            var address = url.OriginalUrl;
            var picture = address.StartsWith(AttachmentScheme, StringComparison.OrdinalIgnoreCase)
                ? attachment?.Invoke(Uri.UnescapeDataString(address[AttachmentScheme.Length..]))
                : files.Picture(address, notebookFolder);
            if (picture is null) missing[url.Tag] = url.SanitizedUrl;
            else if (files.NarrowPicture(address, notebookFolder) is { } other) narrow[url.Tag] = other;
            return picture;
        }
    }

    /// <summary>A picture for narrow windows beside the one for all others.</summary>
    private static void Choose(IElement image, string narrow)
    {
        var (picture, source) = (image.Owner!.CreateElement("picture"), image.Owner.CreateElement("source"));
        source.SetAttribute("media", NarrowWindow);
        source.SetAttribute("srcset", narrow);
        image.Replace(picture);
        picture.Append(source, image);
    }

    /// <summary>A picture from elsewhere would be a request to a network: the reader decides, by a link.</summary>
    private static INode InPlaceOf(IElement image, string? address)
    {
        var words = image.GetAttribute("alt") ?? "";
        if (address is null || image.Ancestors<IElement>().Any(above => above.LocalName == "a"))
            return image.Owner!.CreateTextNode(words);
        var link = image.Owner!.CreateElement("a");
        link.SetAttribute("href", address);
        link.TextContent = words.Length > 0 ? words : address;
        return link;
    }

    private static HtmlParser Parser() => new(BoundedMarkup.Options(MostElements), BrowsingContext.New(WithStyles));
}
