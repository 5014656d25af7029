using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Jupyter;

namespace EchoNotebooks.Engine.Run;

/// <summary>A message from a kernel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Type">Its type, such as <c>stream</c>.</param>
/// <param name="Request">The id of the request that it answers or comes of; empty where there is none.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Content">Its content.</param>
internal sealed record KernelMessage(KernelChannel Channel, string Type, string Request, JsonObject Metadata, JsonObject Content)
{
    public static KernelMessage Of(JsonObject line) => new(
        MessageLines.ChannelOf(line),
        (string)line["header"]!["msg_type"]!,
        (string?)line["parent_header"]!["msg_id"] ?? "",
        (JsonObject)line["metadata"]!,
        (JsonObject)line["content"]!);

    public string Text(string name) => (string)Content[name]!;
}
