using System.Text.RegularExpressions;

namespace EchoNotebooks.Engine.Book;

/// <summary>Text that was meant for a terminal.</summary>
internal static partial class AnsiText
{
    /// <summary>The text without colours and cursor movements, and without control characters that HTML does not know.</summary>
    public static string Strip(string text) => Control().Replace(Escape().Replace(text, ""), "\uFFFD");

    // ECMA-48: control sequences (CSI), operating system commands (OSC), and two-character escapes.
    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)|[@-Z\\-_])")]
    private static partial Regex Escape();

    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]")]
    private static partial Regex Control();
}
