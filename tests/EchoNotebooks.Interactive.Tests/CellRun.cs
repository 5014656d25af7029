using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Events;

namespace EchoNotebooks.Interactive.Tests;

/// <summary>What a cell left behind for its reader, whichever engine ran it.</summary>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="Says">Whether it wrote to stdout.</param>
/// <param name="Views">The outputs that are more than text on stdout or stderr: MIME types and their text.</param>
internal sealed record CellRun(string? Failure, bool Says, IReadOnlyList<IReadOnlyDictionary<string, string>> Views)
{
    /// <summary>What took the place of something shown, as text.</summary>
    public IReadOnlyList<string> Updates { get; private init; } = [];

    private const string Html = "text/html";
    private const string Plain = "text/plain";

    public static CellRun Of(IEnumerable<KernelEvent> events)
    {
        var all = events.ToList();
        return new CellRun(
            all.OfType<CommandFailed>().FirstOrDefault()?.Message,
            all.OfType<StandardOutputValueProduced>().Any(),
            [.. all.OfType<DisplayEvent>().Where(shown => shown is DisplayedValueProduced or ReturnValueProduced)
                .Select(shown => shown.FormattedValues.ToDictionary(value => value.MimeType, value => value.Value))])
        {
            Updates = [.. all.OfType<DisplayedValueUpdated>()
                .Select(shown => shown.FormattedValues.Single(value => value.MimeType == Plain).Value)],
        };
    }

    /// <summary>The same from the outputs that a notebook was saved with (nbformat 4.5).</summary>
    public static CellRun Of(JsonArray outputs)
    {
        var byType = outputs.Select(output => output!.AsObject()).ToLookup(output => (string)output["output_type"]!);
        return new CellRun(
            (string?)byType["error"].FirstOrDefault()?["evalue"],
            byType["stream"].Any(stream => (string?)stream["name"] == "stdout"),
            [.. byType["display_data"].Concat(byType["execute_result"])
                .Select(shown => shown["data"]!.AsObject().ToDictionary(view => view.Key, view => TextOf(view.Value!)))]);
    }

    private static string TextOf(JsonNode view) =>
        view is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : view.ToString();

    /// <summary>How many of its views hold a picture.</summary>
    public int Pictures => Views.Count(view => view.TryGetValue(Html, out var html) && html.Contains("<svg", StringComparison.Ordinal));

    /// <summary>The MIME types of each view, for comparing engines.</summary>
    public IEnumerable<string> MimeTypes => Views.Select(view => string.Join(' ', view.Keys.Order(StringComparer.Ordinal)));

    /// <summary>All text of the plain views.</summary>
    public string Text => string.Join('\n', Views.Select(view => view.GetValueOrDefault(Plain)));
}
