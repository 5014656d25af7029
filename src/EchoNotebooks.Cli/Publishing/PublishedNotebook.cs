using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Cli.Publishing;

/// <summary>
/// An executed notebook as it is published: what differs from run to run only by number says the same every time, and a compiled
/// program says its name alone, not whose folder it lies in.
/// </summary>
internal static partial class PublishedNotebook
{
    private const string Svg = "image/svg+xml";

    /// <summary>Changes the outputs of a notebook to what is published of them. Once more it changes nothing.</summary>
    public static void Make(Notebook notebook)
    {
        var numbers = new KernelNumbers();
        var outputs = notebook.Cells.Where(cell => cell.IsCode).SelectMany(cell => cell.Outputs).OfType<JsonObject>().ToList();
        foreach (var output in outputs) Change(output, text => { numbers.Read(text); return CacheFolder().Replace(text, "./"); });
        foreach (var output in outputs) Change(output, numbers.Publish);
    }

    private static void Change(JsonObject output, Func<string, string> change)
    {
        foreach (var name in (string[])["text", "evalue", "traceback"])
            if (output[name] is { } text) output[name] = Changed(text, change);
        if (output["data"] is not JsonObject data) return;
        foreach (var (type, value) in data.ToList())
            if (value is not null && IsText(type)) data[type] = Changed(value, change);
    }

    private static bool IsText(string type) =>
        type == Svg || type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("json", StringComparison.Ordinal);

    private static JsonNode Changed(JsonNode node, Func<string, string> change)
    {
        switch (node)
        {
            case JsonArray array:
                return new JsonArray([.. array.Select(each => each is null ? null : Changed(each, change))]);
            case JsonObject members:
                return JsonNode.Parse(change(members.ToJsonString()))!;
            default:
                return node.GetValueKind() == JsonValueKind.String ? JsonValue.Create(change(node.GetValue<string>())) : node.DeepClone();
        }
    }

    /// <summary>Where the library keeps what it has compiled.</summary>
    [GeneratedRegex("""(?:/[^/\s"'<>:]+)*/echo-notebooks[^/\s"'<>:]*/[0-9a-f]{16}/""")]
    private static partial Regex CacheFolder();
}
