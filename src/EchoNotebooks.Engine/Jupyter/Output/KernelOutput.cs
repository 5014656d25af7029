using System.Text;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// The output of one cell on its way to the front ends, under the name of the request that ran the cell, however much
/// later it comes. What follows closely upon something sent is gathered for a moment, and all of it is bounded. A first
/// line goes at once: it may be the last one of a process that ends.
/// </summary>
/// <param name="publish">Sends an output: its type and its content.</param>
/// <param name="ask">Asks the reader for a line, with the prompt given; null where the front end has no reader to ask.</param>
internal sealed class KernelOutput(Action<string, JsonObject> publish, Func<string, string?>? ask) : ICellOutput, ICellInput
{
    private const int Full = 64 * 1024;
    private const int LongestPrompt = 200;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly OutputBudget budget = new();
    private readonly StringBuilder pending = new();
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> updates = [];
    private Timer? timer;
    private string stream = "stdout";
    private string unfinishedLine = "";
    private long lastSent = long.MinValue / 2;
    private bool over;

    /// <inheritdoc/>
    public void Write(string name, string text)
    {
        lock (gate)
        {
            if (stream != name || pending.Length > Full) Send();
            stream = name;
            unfinishedLine = LastLine(unfinishedLine, text);
            var kept = budget.Take(text);
            if (kept.Length < text.Length && over) Later(Quiet);
            if (kept.Length == 0) return;
            var isFirst = pending.Length == 0;
            pending.Append(kept);
            if (kept[^1] == '\n' && Environment.TickCount64 - lastSent > Moment.TotalMilliseconds) Send();
            else if (isFirst) Later(Moment);
        }
    }

    /// <inheritdoc/>
    public void Display(IReadOnlyDictionary<string, string> data, string displayId)
    {
        lock (gate)
        {
            Send();
            if (budget.Take(data, displayId)) publish("display_data", Shown(data, displayId));
        }
    }

    /// <inheritdoc/>
    public void Update(IReadOnlyDictionary<string, string> data, string displayId)
    {
        lock (gate)
        {
            if (!budget.Replace(data, displayId)) return;
            var isFirst = updates.Count == 0;
            updates[displayId] = data;
            if (isFirst) Later(Moment);
        }
    }

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        lock (gate)
        {
            Send();
            budget.Clear();
            publish("clear_output", new JsonObject { ["wait"] = wait });
        }
    }

    /// <inheritdoc/>
    public string? ReadLine()
    {
        string prompt;
        lock (gate)
        {
            Send();
            // What the cell wrote before it reads is its question: Console.Write("이름: ").
            prompt = unfinishedLine.Trim();
            unfinishedLine = "";
        }
        return ask is null ? throw CellInput.Refusal : ask(prompt);
    }

    /// <summary>The cell has ended: everything so far is sent, and how much was left out. Its tasks may go on writing.</summary>
    public void End()
    {
        lock (gate)
        {
            over = true;
            Send();
            SendNote();
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        lock (gate) Send();
    }

    private void Send()
    {
        if (pending.Length > 0)
        {
            // Half of a pair is no character: it waits for its other half.
            var half = char.IsHighSurrogate(pending[^1]) && !over ? 1 : 0;
            var text = pending.ToString(0, pending.Length - half);
            pending.Remove(0, pending.Length - half);
            if (text.Length > 0) publish("stream", new JsonObject { ["name"] = stream, ["text"] = text });
            lastSent = Environment.TickCount64;
        }
        if (updates.Count == 0) return;
        foreach (var (id, data) in updates) publish("update_display_data", Shown(data, id));
        updates.Clear();
    }

    private void SendNote()
    {
        if (budget.Note() is { } note) publish("stream", new JsonObject { ["name"] = "stderr", ["text"] = note });
    }

    private void Later(TimeSpan when)
    {
        timer ??= new Timer(_ =>
        {
            lock (gate)
            {
                Send();
                if (over) SendNote();
            }
        });
        timer.Change(when, Timeout.InfiniteTimeSpan);
    }

    private static string LastLine(string before, string text)
    {
        var end = text.LastIndexOf('\n');
        var line = end < 0 ? before + text : text[(end + 1)..];
        return line.Length > LongestPrompt ? line[^LongestPrompt..] : line;
    }

    private static JsonObject Shown(IReadOnlyDictionary<string, string> data, string displayId) => new()
    {
        ["data"] = MimeJson.Of(data),
        ["metadata"] = new JsonObject(),
        ["transient"] = new JsonObject { ["display_id"] = displayId },
    };
}
