using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Documents;

/// <summary>nbformat's multiline_string: one string, or an array of lines that keep their line ends.</summary>
internal static class MultilineText
{
    /// <summary>The whole text; null where the value is neither a string nor an array of strings.</summary>
    public static string? Join(JsonNode? node)
    {
        try
        {
            return node switch
            {
                JsonArray lines => lines.All(IsString) ? string.Concat(lines.Select(line => line!.GetValue<string>())) : null,
                not null when IsString(node) => node.GetValue<string>(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: JSON can spell it, but it is no text.
            return null;
        }
    }

    /// <summary>The text as Jupyter writes it: an array of lines.</summary>
    public static JsonArray Split(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)JsonValue.Create(text[start..end]));
            start = end;
        }
        return lines;
    }

    private static bool IsString(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;
}
