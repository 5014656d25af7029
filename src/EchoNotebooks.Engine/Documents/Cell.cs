using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Documents;

/// <summary>One cell of a notebook, over the JSON it was read from.</summary>
public sealed class Cell
{
    private readonly JsonObject json;

    internal Cell(JsonObject json, string type, int number)
    {
        this.json = json;
        Type = type;
        Number = number;
        if (!IsCode) return;
        // The schema wants both keys; an older or careless writer leaves them out.
        if (json["outputs"] is not JsonArray) json["outputs"] = new JsonArray();
        if (!json.ContainsKey("execution_count")) json["execution_count"] = null;
        if (json["metadata"] is not JsonObject) json["metadata"] = new JsonObject();
    }

    /// <summary><c>code</c>, <c>markdown</c>, <c>raw</c>, or what a later format brings.</summary>
    public string Type { get; }

    /// <summary>Whether the cell is run.</summary>
    public bool IsCode => Type == "code";

    /// <summary>
    /// 1 for the notebook's first code cell, 2 for the second …: what stands in brackets beside it after a run from
    /// top to bottom. 0 for a cell that is not code.
    /// </summary>
    public int Number { get; }

    /// <summary>The cell's id; letters, digits, - and _ (nbformat 4.5).</summary>
    public string? Id => MultilineText.Join(json["id"]);

    /// <summary>The cell's text, lines joined.</summary>
    public string Source => MultilineText.Join(json["source"]) ?? "";

    /// <summary>The cell's metadata; an empty object where there was none.</summary>
    public JsonObject Metadata => (json["metadata"] as JsonObject) ?? (JsonObject)(json["metadata"] = new JsonObject());

    /// <summary>A code cell's outputs, each as nbformat has it.</summary>
    public JsonArray Outputs => json["outputs"] as JsonArray ?? throw new InvalidOperationException($"a {Type} cell has no outputs");

    /// <summary>The pictures pasted into a markdown cell (name, then MIME type, then base64), or null.</summary>
    public JsonObject? Attachments => json["attachments"] as JsonObject;

    /// <summary>What stands in brackets beside a code cell; null before it ran.</summary>
    public int? ExecutionCount
    {
        get => json["execution_count"]?.GetValueKind() == JsonValueKind.Number ? json["execution_count"]!.GetValue<int>() : null;
        set => json["execution_count"] = value;
    }

    /// <summary>The cell's tags, such as <c>raises-exception</c>.</summary>
    public IEnumerable<string> Tags =>
        (Metadata["tags"] as JsonArray)?.Select(MultilineText.Join).OfType<string>() ?? [];

    // The id stands first, where Jupyter's own upgrade puts it for a reader of the file.
    internal void SetId(string id)
    {
        json.Remove("id");
        json.Insert(Math.Min(1, json.Count), "id", id);
    }
}
