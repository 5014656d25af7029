using System.Text.RegularExpressions;

namespace EchoNotebooks.Engine.Book;

/// <summary>Text that was meant for a terminal.</summary>
internal static partial class AnsiText
{
    /// <summary>The text without colours and cursor movements, its lines ended by line feeds alone.</summary>
    public static string Strip(string text) => Escape().Replace(text, "").Replace("\r\n", "\n", StringComparison.Ordinal);

    // ECMA-48: control sequences (CSI), operating system commands (OSC), and two-character escapes.
    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)|[@-Z\\-_])")]
    private static partial Regex Escape();
}
