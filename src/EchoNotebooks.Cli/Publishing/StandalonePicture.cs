using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace EchoNotebooks.Cli.Publishing;

/// <summary>The picture of an output's HTML as a file of its own: with the style sheets that give it its colours.</summary>
internal static partial class StandalonePicture
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    /// <summary>The first picture; null where there is none.</summary>
    public static string? In(string html)
    {
        if (Picture().Match(html) is not { Success: true } found) return null;
        try
        {
            var picture = XElement.Parse(found.Value);
            var sheets = string.Concat(Sheet().Matches(html).Select(sheet => sheet.Groups[1].Value).Distinct());
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
            return file.ToString(SaveOptions.DisableFormatting);
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
}
