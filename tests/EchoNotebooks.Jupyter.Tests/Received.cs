using System.Text.Json.Nodes;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>A message from the kernel.</summary>
internal sealed record Received(string Channel, string Type, JsonObject Header, JsonObject Parent, JsonObject Content)
{
    public string? ParentId => (string?)Parent["msg_id"];

    public string? State => Type == "status" ? (string?)Content["execution_state"] : null;
}
