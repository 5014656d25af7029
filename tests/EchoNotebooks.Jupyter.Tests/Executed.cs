using System.Text.Json.Nodes;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>What became of an execute_request: its reply and its outputs, up to idle.</summary>
internal sealed record Executed(JsonObject Reply, IReadOnlyList<Received> Outputs)
{
    public string Status => (string)Reply["status"]!;

    public string Stream(string name) => string.Concat(Outputs.Where(
        output => output.Type == "stream" && (string?)output.Content["name"] == name).Select(output => (string?)output.Content["text"]));

    public IEnumerable<Received> Of(string type) => Outputs.Where(output => output.Type == type);

    public string? Result => (string?)Of("execute_result").SingleOrDefault()?.Content["data"]!["text/plain"];
}
