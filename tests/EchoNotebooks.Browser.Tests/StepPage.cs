using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>The steps of one recording of the chapter's server on one page, a section each.</summary>
internal static class StepPage
{
    private static readonly string Recordings = Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings");

    /// <summary>Every step of the course: accept, fork, each close, a state that changed, shutdown, exit, wait.</summary>
    public static IReadOnlyList<(string Name, TraceStep Step)> Steps
    {
        get
        {
            var timeline = Read();
            return
            [
                ("accept", timeline.First(step => step is { Call: "accept", Result: > 0 })),
                ("second-accept", timeline.Last(step => step is { Call: "accept", Result: > 0 })),
                ("fork", timeline.First(step => step is { Call: "fork", Result: > 0 })),
                .. timeline.Closes.Select((step, i) => ($"close-{i}", step)),
                ("end-of-file", timeline.First(step => step.IsEndOfFile)),
                ("shutdown", timeline.Single(step => step.Call == "shutdown")),
                ("exit", timeline.First(step => step.Call == "exit")),
                ("wait", timeline.First(step => step.Call == "wait")),
            ];
        }
    }

    /// <summary>The recording, in which the first child also shuts its connection down before it closes it.</summary>
    public static Timeline Read()
    {
        var lines = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(Recordings, "textbook.jsonl")))
        {
            lines.Add(line);
            var json = JsonNode.Parse(line)!.AsObject();
            if (json["call"]?.GetValue<string>() != "read" || json["result"]?.GetValue<long>() != 0) continue;
            if (lines.Any(one => one.Contains("\"shutdown\"", StringComparison.Ordinal))) continue;
            json["call"] = "shutdown";
            json["systemCall"] = "shutdown";
            json["result"] = 0;
            json["arguments"] = new JsonObject { ["how"] = "SHUT_WR" };
            json.Remove("before");
            json["changes"]!["sockets"]![0]!["state"] = "LAST_ACK";
            lines.Add(json.ToJsonString());
        }
        return Timeline.FromJson(new StringReader(string.Join('\n', lines)), ServerProgram.Textbook);
    }

    /// <summary>A recording with three clients at once, as many as the course has.</summary>
    public static Timeline ReadThreeClients()
    {
        using var reader = File.OpenText(Path.Combine(Recordings, "three-clients.jsonl"));
        return Timeline.FromJson(reader, ServerProgram.Textbook);
    }

    /// <summary>Writes views into a page, a section each.</summary>
    public static async Task ShowAsync(IPage page, IEnumerable<(string Name, IView View)> views)
    {
        var sections = views.Select(one => $"<section id=\"{one.Name}\">{View.ToHtml(one.View)}</section>");
        await page.SetContentAsync(
            "<!DOCTYPE html><html lang=\"ko\"><head><meta name=\"color-scheme\" content=\"light dark\"><title>걸음</title></head>"
            + $"<body style=\"margin:0\"><main>{string.Concat(sections)}</main></body></html>");
    }
}
