using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace EchoNotebooks.Cli.Publishing;

/// <summary>A picture of an output's HTML as a file of its own: with the style sheets that give it its colours.</summary>
/// <param name="Svg">The file.</param>
/// <param name="Title">What it shows, in a line.</param>
internal sealed partial record StandalonePicture(string Svg, string Title)
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    /// <summary>All pictures, in their order.</summary>
    public static IReadOnlyList<StandalonePicture> AllIn(string html)
    {
        var sheets = string.Concat(Sheet().Matches(html).Select(sheet => sheet.Groups[1].Value).Distinct());
        return [.. Picture().Matches(html).Select(match => Of(match.Value, sheets)).OfType<StandalonePicture>()];
    }

    /// <summary>The HTML without its pictures, and without style sheets and scripts, which say nothing.</summary>
    public static string Without(string html) => Script().Replace(Sheet().Replace(Picture().Replace(html, ""), ""), "");

    private static StandalonePicture? Of(string markup, string sheets)
    {
        try
        {
            var picture = XElement.Parse(markup);
            // Its sheets speak of pictures inside what has this class.
            var file = new XElement(
                Namespace + "svg",
                new XAttribute("class", "echo-notebooks"),
                picture.Attribute("width"),
                picture.Attribute("height"),
                picture.Attribute("viewBox"),
                new XAttribute("font-family", "sans-serif"),
                new XElement(Namespace + "style", sheets),
                picture);
            return new StandalonePicture(file.ToString(SaveOptions.DisableFormatting), (string?)picture.Attribute("aria-label") ?? "그림");
        }
        catch (XmlException)
        {
            return null;
        }
    }

    [GeneratedRegex("""<svg [^>]*role="img".*?</svg>""", RegexOptions.Singleline)]
    private static partial Regex Picture();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Sheet();

    [GeneratedRegex("<script[^>]*>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
