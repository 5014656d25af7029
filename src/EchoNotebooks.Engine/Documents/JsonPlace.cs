using System.Text.Json;

namespace EchoNotebooks.Engine.Documents;

/// <summary>Where a text stops being JSON, for readers.</summary>
internal static class JsonPlace
{
    /// <summary>Such as "3번째 줄 12번째 바이트에서"; the parser's own words where it names no place (a name that stands twice).</summary>
    public static string Of(JsonException e) => e is { LineNumber: { } line, BytePositionInLine: { } at }
        ? $"{line + 1}번째 줄 {at + 1}번째 바이트에서"
        : $"그대로는({e.Message})";
}
