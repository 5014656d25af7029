using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Documents;

/// <summary>Shown values in JSON. A value that is JSON itself stands there as JSON, not as text (nbformat, Jupyter's protocol).</summary>
internal static class MimeJson
{
    public static bool IsJson(string type) =>
        type.StartsWith("application/", StringComparison.Ordinal)
        && (type.EndsWith("/json", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal));

    public static JsonNode? ParseOrText(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return value;
        }
    }

    /// <summary>A bundle with each text in one piece, as messages carry it.</summary>
    public static JsonObject Of(IReadOnlyDictionary<string, string> bundle)
    {
        var json = new JsonObject();
        foreach (var (type, value) in bundle) json[type] = IsJson(type) ? ParseOrText(value) : value;
        return json;
    }
}
