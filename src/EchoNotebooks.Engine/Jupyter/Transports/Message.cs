using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>A message that arrived, its signature checked.</summary>
/// <param name="Identities">The sender's ZeroMQ identities, for the way back; none on other transports.</param>
/// <param name="Header">The header as it came: answers carry it as their parent.</param>
/// <param name="Type">Its type, such as <c>execute_request</c>.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Content">Its content.</param>
internal sealed record Message(IReadOnlyList<byte[]> Identities, byte[] Header, string Type, JsonObject Metadata, JsonObject Content)
{
    public string Text(string name, string otherwise = "") =>
        Content[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : otherwise;

    public bool Flag(string name, bool otherwise = false) =>
        Content[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

    public int? Number(string name) =>
        Content[name] is JsonValue value && value.TryGetValue<double>(out var number)
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : null;
}
