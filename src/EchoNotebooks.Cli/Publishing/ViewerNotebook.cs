using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Cli.Publishing;

/// <summary>
/// An executed notebook for viewers such as GitHub's, which show one form of an output and take style sheets and drawings out of
/// HTML: each picture is an output of its own, behind it stands what the HTML says besides. What its text leads to is found from
/// where the copy lies.
/// </summary>
internal static partial class ViewerNotebook
{
    /// <summary>An output with more pictures is a timeline, whose steps are told in words as well.</summary>
    private const int MostPictures = 4;

    private const string Html = "text/html";
    private const string Svg = "image/svg+xml";
    private const string Plain = "text/plain";

    /// <summary>The copy of a notebook.</summary>
    /// <param name="notebook">The notebook, which stays as it is.</param>
    /// <param name="folder">Where the copy will lie, a full path.</param>
    public static Notebook Of(Notebook notebook, string folder)
    {
        var root = JsonNode.Parse(notebook.ToJson(), documentOptions: new JsonDocumentOptions { MaxDepth = 256 })!;
        foreach (var cell in root["cells"]!.AsArray().OfType<JsonObject>())
        {
            if (cell["outputs"] is JsonArray outputs)
                cell["outputs"] = new JsonArray([.. outputs.OfType<JsonObject>().SelectMany(Split)]);
            if ((string?)cell["cell_type"] == "markdown" && cell["source"] is { } source)
                cell["source"] = Moved(source, notebook.Folder, folder);
        }
        return Notebook.Parse(root.ToJsonString(), notebook.Path);
    }

    private static IEnumerable<JsonObject> Split(JsonObject output)
    {
        var rest = (JsonObject)output.DeepClone();
        if (rest["data"] is not JsonObject data || data[Html] is not { } html) return [rest];
        var markup = Text(html);
        var pictures = StandalonePicture.AllIn(markup);
        if (pictures.Count == 0) return [rest];
        data[Html] = StandalonePicture.Without(markup);
        if (pictures.Count > MostPictures) return [rest];
        return [.. pictures.Select(picture => new JsonObject
        {
            ["data"] = new JsonObject { [Svg] = picture.Svg, [Plain] = picture.Title },
            ["metadata"] = new JsonObject(),
            ["output_type"] = "display_data",
        }), rest];
    }

    /// <summary>Text whose links and pictures lead to the same files from another folder; notebooks of the run lie there, too.</summary>
    private static string Moved(JsonNode source, string from, string to)
    {
        return LocalTarget().Replace(Text(source), match =>
        {
            var path = Uri.UnescapeDataString(match.Groups["path"].Value);
            // No path has this sign.
            if (path.Contains('\0')) return match.Value;
            var file = Path.GetFullPath(Path.Combine(from, path));
            if (Path.GetExtension(file) is ".ipynb" or ".dib" || !File.Exists(file)) return match.Value;
            return match.Groups["before"].Value + string.Join('/', Path.GetRelativePath(to, file).Split('/').Select(Uri.EscapeDataString));
        });
    }

    /// <summary>A text of nbformat is a string, or an array of lines with their ends.</summary>
    private static string Text(JsonNode node) =>
        node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)node!;

    [GeneratedRegex("""(?<before>\]\(|\b(?:src|href)=["'])(?<path>(?![\w+.-]+:|[#/])[^)\s#?"']+)""")]
    private static partial Regex LocalTarget();
}
