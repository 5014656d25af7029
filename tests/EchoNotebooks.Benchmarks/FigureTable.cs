using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EchoNotebooks.Benchmarks;

/// <summary>What was measured, as one table for people and as JSON beside it.</summary>
internal static class FigureTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Prints the table and writes the file.</summary>
    /// <returns>The exit code: 0 where every goal is reached.</returns>
    internal static int Show(IReadOnlyList<Figure> figures, string file)
    {
        // One part of a benchmark, in a process of its own: it has printed what it measured.
        if (figures.Count == 0) return 0;
        Console.WriteLine(Line("재는 것", "기준", "목표", "가운데", "최소", "최대", "결과"));
        foreach (var figure in figures) Console.WriteLine(Line(
            figure.What, figure.Reference, Goal(figure),
            Number(figure.Median), Number(figure.Ratios.Min()), Number(figure.Ratios.Max()), Outcome(figure)));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var processors = Environment.ProcessorCount;
        var all = new { Schema = 1, TakenAt = DateTimeOffset.Now, Processors = processors, Figures = figures.Select(ForJson) };
        File.WriteAllText(file, JsonSerializer.Serialize(all, Json) + "\n");
        Console.WriteLine($"JSON: {file}");
        return figures.Any(figure => figure.IsReached == false) ? 1 : 0;
    }

    private static string Goal(Figure figure) =>
        figure.AtLeast is { } least ? $"≥ {Number(least)}" : figure.AtMost is { } most ? $"≤ {Number(most)}" : "";

    private static string Outcome(Figure figure) => figure.IsReached switch
    {
        true => "도달",
        false => $"미달: {figure.Reason}",
        null => figure.Reason ?? "",
    };

    private static object ForJson(Figure figure) => new
    {
        figure.What,
        figure.Reference,
        figure.AtLeast,
        figure.AtMost,
        figure.Median,
        Minimum = figure.Ratios.Min(),
        Maximum = figure.Ratios.Max(),
        Reached = figure.IsReached,
        figure.Reason,
    };

    private static string Line(string what, string reference, string goal, string median, string least, string most, string outcome) =>
        Wide(what, 44) + Wide(reference, 26) + Wide(goal, 9) + Wide(median, 8) + Wide(least, 8) + Wide(most, 8) + outcome;

    /// <summary>A Korean letter is as wide as two Latin ones.</summary>
    private static string Wide(string text, int width) =>
        text + new string(' ', Math.Max(1, width - text.EnumerateRunes().Sum(rune => rune.Value >= 0x1100 && rune.Utf16SequenceLength == 1
            && Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherLetter ? 2 : 1)));

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
