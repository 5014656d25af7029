using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>The JSON of messages, on every transport.</summary>
internal static class MessageJson
{
    /// <summary>The version of Jupyter's messaging protocol that is spoken here.</summary>
    public const string ProtocolVersion = "5.4";

    /// <summary>Korean text as it is.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A key that comes twice is refused when a message is read, not later on the thread that looks at it.</summary>
    public static JsonDocumentOptions Reading { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>The header of a new message.</summary>
    public static JsonObject Header(string type, string id, string session) => new()
    {
        ["msg_id"] = id,
        ["msg_type"] = type,
        ["session"] = session,
        ["username"] = "kernel",
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
        ["version"] = ProtocolVersion,
    };

    /// <summary>A JSON object as UTF-8.</summary>
    public static byte[] Bytes(JsonObject json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Writing)) json.WriteTo(writer);
        return stream.ToArray();
    }
}
