using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Documents;

/// <summary>
/// Writes what a running cell gives into its document: streams merged where they adjoin, shown values replaceable
/// by their name, all of it bounded.
/// </summary>
public sealed class CellOutputs
{
    /// <summary>Characters of stdout and stderr together that a cell may keep.</summary>
    public const int TextLimit = 1024 * 1024;

    /// <summary>Characters of shown values that a cell may keep.</summary>
    public const int DataLimit = 64 * 1024 * 1024;

    private readonly Cell cell;
    private readonly Dictionary<string, List<JsonObject>> displays;
    private string? lastStream;
    private System.Text.StringBuilder? lastText;
    private long text;
    private long data;

    /// <summary>Clears the cell's outputs and begins anew.</summary>
    /// <param name="cell">A code cell.</param>
    /// <param name="displays">What the notebook's cells have shown, by name; shared by all of them.</param>
    public CellOutputs(Cell cell, Dictionary<string, List<JsonObject>> displays)
    {
        ArgumentNullException.ThrowIfNull(cell);
        this.cell = cell;
        this.displays = displays;
        cell.Outputs.Clear();
    }

    /// <summary>Adds text of a stream.</summary>
    public void Write(string stream, string added)
    {
        ArgumentNullException.ThrowIfNull(added);
        if (text > TextLimit) return;
        text += added.Length;
        if (text > TextLimit)
        {
            var room = (int)(added.Length - (text - TextLimit));
            added = added[..room] + $"\n(출력이 {TextLimit / 1024 / 1024} MiB를 넘어 여기서 잘랐다.)\n";
        }
        if (lastStream != stream)
        {
            Settle();
            lastStream = stream;
            lastText = new System.Text.StringBuilder();
            cell.Outputs.Add((JsonNode)new JsonObject { ["name"] = stream, ["output_type"] = "stream", ["text"] = "" });
        }
        lastText!.Append(added);
    }

    /// <summary>Takes away what the cell has shown so far.</summary>
    public void Clear()
    {
        Settle();
        cell.Outputs.Clear();
        text = data = 0;
    }

    /// <summary>Adds a shown value.</summary>
    public void Display(IReadOnlyDictionary<string, string> bundle, string displayId)
    {
        var output = new JsonObject { ["data"] = Data(bundle), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };
        if (!displays.TryGetValue(displayId, out var shown)) displays[displayId] = shown = [];
        shown.Add(output);
        Add(output);
    }

    /// <summary>Replaces what was shown under a name, in whichever cell.</summary>
    public void Update(IReadOnlyDictionary<string, string> bundle, string displayId)
    {
        foreach (var output in displays.GetValueOrDefault(displayId) ?? []) output["data"] = Data(bundle);
    }

    /// <summary>Adds the value of the cell's last expression.</summary>
    public void Result(IReadOnlyDictionary<string, string> bundle) => Add(new JsonObject
    {
        ["data"] = Data(bundle),
        ["execution_count"] = cell.ExecutionCount,
        ["metadata"] = new JsonObject(),
        ["output_type"] = "execute_result",
    });

    /// <summary>Adds an error.</summary>
    public void Error(string name, string message, IEnumerable<string> traceback) => Add(new JsonObject
    {
        ["ename"] = name,
        ["evalue"] = message,
        ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)JsonValue.Create(line))]),
    });

    /// <summary>A runtime that ends itself writes where it was, for whoever made it; a reader of the notebook is not helped by it.</summary>
    public void DropStackTrace()
    {
        Settle();
        if (cell.Outputs.LastOrDefault() is not JsonObject last || MultilineText.Join(last["name"]) != "stderr") return;
        var kept = MultilineText.Join(last["text"])!.Split('\n').Where(line => !line.StartsWith("   at ", StringComparison.Ordinal));
        last["text"] = MultilineText.Split(string.Join('\n', kept));
    }

    /// <summary>Text that was gathered becomes part of the document; call before the document is read or saved.</summary>
    public void Settle()
    {
        if (lastText is not null) cell.Outputs[^1]!["text"] = MultilineText.Split(lastText.ToString());
        lastText = null;
        lastStream = null;
    }

    private void Add(JsonObject output)
    {
        Settle();
        cell.Outputs.Add((JsonNode)output);
    }

    private JsonObject Data(IReadOnlyDictionary<string, string> bundle)
    {
        data += bundle.Sum(pair => (long)pair.Value.Length);
        var kept = data <= DataLimit ? bundle : new Dictionary<string, string> { ["text/plain"] = "(이 셀이 보인 것이 너무 많아 여기서 잘랐다.)" };
        var json = new JsonObject();
        foreach (var (type, value) in kept) json[type] = MimeJson.IsJson(type) ? MimeJson.ParseOrText(value) : MultilineText.Split(value);
        return json;
    }
}
