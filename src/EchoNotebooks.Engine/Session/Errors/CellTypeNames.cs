using System.Text.RegularExpressions;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Types that cells declare lie, for the runtime, in the class into which the cell was compiled: Submission#3+Point. The
/// reader wrote Point.
/// </summary>
internal static partial class CellTypeNames
{
    /// <summary>A text, plain or HTML, with the names that the reader gave.</summary>
    public static string AsWritten(string text) =>
        text.Contains("Submission#", StringComparison.Ordinal) ? Container().Replace(text, "") : text;

    [GeneratedRegex(@"Submission#\d+(?:\+|&#x2B;|&#43;)")]
    private static partial Regex Container();
}
