using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Documents;

/// <summary>How shown values stand in JSON: what is JSON itself as such, not as its text (nbformat, Jupyter's protocol).</summary>
internal static class MimeJson
{
    public static bool IsJson(string type) =>
        type.StartsWith("application/", StringComparison.Ordinal) && (type.EndsWith("/json", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal));

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
