using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>A message that arrived, its signature checked.</summary>
/// <param name="Identities">Who sent it, for the way back.</param>
/// <param name="Header">The header as it came: answers carry it as their parent.</param>
/// <param name="Type">What it is, such as <c>execute_request</c>.</param>
/// <param name="Metadata">What the front end says beside it.</param>
/// <param name="Content">What it says.</param>
internal sealed record Message(IReadOnlyList<byte[]> Identities, byte[] Header, string Type, JsonObject Metadata, JsonObject Content)
{
    public string Text(string name, string otherwise = "") =>
        Content[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : otherwise;

    public bool Flag(string name, bool otherwise = false) =>
        Content[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

    public int? Number(string name) =>
        Content[name] is JsonValue value && value.TryGetValue<double>(out var number) ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;
}
