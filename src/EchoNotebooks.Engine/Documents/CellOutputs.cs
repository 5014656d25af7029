using System.Text;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Documents;

/// <summary>
/// Writes what a running cell gives into its document, as a front end shows it: streams merged where they adjoin, shown
/// values replaceable by their name.
/// </summary>
public sealed class CellOutputs
{
    private readonly Cell cell;
    private readonly Dictionary<string, List<JsonObject>> displays;
    private string? lastStream;
    private StringBuilder? lastText;
    private bool clearBeforeNext;

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

    /// <summary>The cell begins to run.</summary>
    /// <param name="executionCount">The number that stands in brackets beside it.</param>
    public void Begin(int executionCount) => cell.ExecutionCount = executionCount;

    /// <summary>Adds text of a stream.</summary>
    public void Write(string stream, string added)
    {
        if (clearBeforeNext) Clear();
        if (lastStream != stream)
        {
            Settle();
            lastStream = stream;
            lastText = new StringBuilder();
            cell.Outputs.Add((JsonNode)new JsonObject { ["name"] = stream, ["output_type"] = "stream", ["text"] = "" });
        }
        lastText!.Append(added);
    }

    /// <summary>Takes away what the cell has shown so far.</summary>
    /// <param name="wait">Not before something new is there to show.</param>
    public void Clear(bool wait = false)
    {
        clearBeforeNext = wait;
        if (wait) return;
        Settle();
        cell.Outputs.Clear();
    }

    /// <summary>Adds a shown value.</summary>
    /// <param name="bundle">MIME type, then its content, as a message carries it.</param>
    /// <param name="displayId">The name by which it may be replaced.</param>
    public void Display(JsonObject bundle, string displayId)
    {
        var output = new JsonObject { ["data"] = Data(bundle), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };
        if (!displays.TryGetValue(displayId, out var shown)) displays[displayId] = shown = [];
        shown.Add(output);
        Add(output);
    }

    /// <summary>Replaces what was shown under a name, in whichever cell.</summary>
    public void Update(JsonObject bundle, string displayId)
    {
        foreach (var output in displays.GetValueOrDefault(displayId) ?? []) output["data"] = Data(bundle);
    }

    /// <summary>Adds the value of the cell's last expression.</summary>
    public void Result(JsonObject bundle) => Add(new JsonObject
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

    /// <summary>A runtime that ends itself writes where it was. That is for the runtime's makers and does not help a reader.</summary>
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
        if (clearBeforeNext) Clear();
        Settle();
        cell.Outputs.Add((JsonNode)output);
    }

    /// <summary>As nbformat has it: texts in lines, JSON as it is.</summary>
    private static JsonObject Data(JsonObject bundle)
    {
        var data = new JsonObject();
        foreach (var (type, value) in bundle)
            data[type] = !MimeJson.IsJson(type) && MultilineText.Join(value) is { } text ? MultilineText.Split(text) : value?.DeepClone();
        return data;
    }
}
