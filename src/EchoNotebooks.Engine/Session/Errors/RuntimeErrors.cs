using System.Diagnostics;
using System.Reflection;

namespace EchoNotebooks.Engine.Session;

/// <summary>What a cell threw, told with the places in cells that it went through and without the engine's.</summary>
internal static class RuntimeErrors
{
    private const int ShownCauses = 5;
    private const int ShownPlaces = 10;

    /// <param name="thrown">What came out of the cell.</param>
    /// <param name="cell">The cell that ran.</param>
    /// <param name="cellOf">The cell that an assembly was compiled from, or null.</param>
    public static CellError Describe(Exception thrown, CellCode cell, Func<Assembly, CellCode?> cellOf)
    {
        var exception = Unwrap(thrown);
        var places = Places(exception, cellOf).ToList();
        var text = new List<string> { Headline(exception) };
        text.AddRange(Quote(places));
        foreach (var cause in Causes(exception).Take(ShownCauses))
        {
            text.Add($"원인: {Headline(cause)}");
            text.AddRange(Quote([.. Places(cause, cellOf)]));
        }
        var line = LastLineIn(cell, places) ?? LastLineIn(cell, Causes(exception).SelectMany(cause => Places(cause, cellOf)));
        return new CellError(NameOf(exception), Message(exception), line, text);
    }

    private static int? LastLineIn(CellCode cell, IEnumerable<(CellCode Cell, int Line)> places) =>
        places.Where(place => place.Cell == cell).Select(place => (int?)place.Line).LastOrDefault();

    private static string Headline(Exception exception) => $"{NameOf(exception)}: {Message(exception)}";

    private static string NameOf(Exception exception) =>
        CellTypeNames.AsWritten(exception.GetType().FullName ?? exception.GetType().Name);

    private static string Message(Exception exception) => exception switch
    {
        InsufficientExecutionStackException => "호출이 너무 깊다. 끝나지 않는 재귀 호출인지 확인한다.",
        InvalidOperationException when AskedForKey(exception) => CellInput.NoKeys,
        _ => CellTypeNames.AsWritten(SafeMessage(exception)),
    };

    /// <summary>Whether it comes from Console.ReadKey or Console.KeyAvailable, which want a terminal.</summary>
    private static bool AskedForKey(Exception exception) => new StackTrace(exception).GetFrames().Select(frame => frame.GetMethod())
        .Any(method => method?.Module.Assembly == typeof(Console).Assembly && method.Name is "ReadKey" or "get_KeyAvailable");

    // Message is virtual: an exception of the reader's own may throw in it.
    private static string SafeMessage(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception e)
        {
            return $"(Message를 읽다가 {e.GetType().Name})";
        }
    }

    /// <summary>Reflection and tasks wrap one exception in another that says nothing.</summary>
    private static Exception Unwrap(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        _ => exception,
    };

    private static IEnumerable<Exception> Causes(Exception exception) => exception switch
    {
        AggregateException many => many.Flatten().InnerExceptions,
        { InnerException: { } inner } => Causes(Unwrap(inner)).Prepend(Unwrap(inner)),
        _ => [],
    };

    private static IEnumerable<(CellCode Cell, int Line)> Places(Exception exception, Func<Assembly, CellCode?> cellOf)
    {
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod()?.Module.Assembly is not { } assembly || cellOf(assembly) is not { } cell) continue;
            if (frame.GetFileLineNumber() is > 0 and var line) yield return (cell, line);
        }
    }

    private static IEnumerable<string> Quote(List<(CellCode Cell, int Line)> places)
    {
        var distinct = places.Distinct().ToList();
        foreach (var (cell, line) in distinct.Take(ShownPlaces))
        {
            yield return $"{cell.Number}번 셀, {line}번째 줄:";
            foreach (var quoted in SourceQuote.Of(cell.Text, line)) yield return quoted;
        }
        if (distinct.Count > ShownPlaces) yield return $"(그 밖의 자리 {distinct.Count - ShownPlaces}곳)";
    }
}
