using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>The cells that were run in this session. They are kept in memory only: they are the reader's own business.</summary>
internal sealed class History
{
    private const int Session = 1;
    private readonly List<Entry> entries = [];

    /// <summary>Remembers the text of a cell.</summary>
    public void Add(int line, string input) => entries.Add(new Entry(line, input));

    /// <summary>Remembers what the last cell gave.</summary>
    public void Result(string output) => entries[^1].Output = output;

    /// <summary>Answers a history_request.</summary>
    public JsonObject Answer(Message request)
    {
        var found = request.Text("hist_access_type") switch
        {
            "range" => Range(request),
            "tail" => Last(entries, request.Number("n")),
            "search" => Search(request),
            _ => [],
        };
        var withOutput = request.Flag("output");
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(entry => (JsonNode)new JsonArray(
                Session, entry.Line, withOutput ? new JsonArray(entry.Input, entry.Output) : entry.Input))]),
        };
    }

    // session 0 is the current one, a negative one counts back from it; there is no other.
    private IEnumerable<Entry> Range(Message request)
    {
        if (request.Number("session") is not (null or 0 or Session)) return [];
        var start = request.Number("start") ?? 0;
        var stop = request.Number("stop") ?? int.MaxValue;
        return entries.Where(entry => entry.Line >= start && entry.Line < stop);
    }

    private IEnumerable<Entry> Search(Message request)
    {
        var pattern = request.Text("pattern", "*");
        var expression = pattern.Replace(@"\", @"\\");
        var found = entries.Where(entry => FileSystemName.MatchesSimpleExpression(expression, entry.Input, ignoreCase: false));
        if (request.Flag("unique")) found = found.Reverse().DistinctBy(entry => entry.Input).Reverse();
        return Last([.. found], request.Number("n"));
    }

    private static IEnumerable<Entry> Last(List<Entry> all, int? count) => count is { } n ? all.TakeLast(Math.Max(0, n)) : all;

    private sealed class Entry(int line, string input)
    {
        public int Line => line;

        public string Input => input;

        public string? Output { get; set; }
    }
}
