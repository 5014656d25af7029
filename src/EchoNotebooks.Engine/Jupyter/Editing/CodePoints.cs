using System.Text;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// The protocol counts positions in Unicode code points, .NET's strings in UTF-16 code units: an emoji is one there and
/// two here.
/// </summary>
internal static class CodePoints
{
    /// <summary>From code points to an index into the text, within it.</summary>
    public static int ToIndex(string text, int codePoints)
    {
        var index = 0;
        for (var passed = 0; passed < codePoints && index < text.Length; passed++) index += Width(text, index);
        return index;
    }

    /// <summary>From an index into the text to code points.</summary>
    public static int FromIndex(string text, int index)
    {
        var codePoints = 0;
        for (var i = 0; i < index && i < text.Length; i += Width(text, i)) codePoints++;
        return codePoints;
    }

    private static int Width(string text, int index) => Rune.TryGetRuneAt(text, index, out var rune) ? rune.Utf16SequenceLength : 1;
}
