using System.Numerics;
using System.Text;

namespace EchoNotebooks.Linux;

/// <summary>
/// Takes the text of a /proc file apart from left to right: words between blanks, lines between newlines.
/// A text that does not fit is a <see cref="ProcFormatException"/>, which names the path and the line.
/// </summary>
internal ref struct ProcText(ReadOnlySpan<byte> text, string path)
{
    private ReadOnlySpan<byte> rest = text;

    /// <summary>The line that is being read, counted from 1.</summary>
    internal int Line { get; private set; } = 0;

    internal readonly bool AtEnd => rest.IsEmpty;

    /// <summary>The next line without its newline, which the last one need not have.</summary>
    internal ReadOnlySpan<byte> NextLine()
    {
        Line++;
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line;
    }

    internal readonly ProcFormatException Error(string reason) => new(path, Math.Max(Line, 1), reason);

    /// <summary>Cuts the next word off a line.</summary>
    internal readonly ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> line, string what)
    {
        line = line.TrimStart(" \t"u8);
        if (line.IsEmpty) throw Error($"{what} 칸이 없다");
        var end = line.IndexOfAny(" \t"u8);
        var word = end < 0 ? line : line[..end];
        line = line[word.Length..];
        return word;
    }

    /// <summary>Cuts the next word off a line and takes it for a decimal number.</summary>
    internal readonly T Number<T>(ref ReadOnlySpan<byte> line, string what)
        where T : IBinaryInteger<T> => Number<T>(Word(ref line, what), what);

    internal readonly T Number<T>(scoped ReadOnlySpan<byte> word, string what)
        where T : IBinaryInteger<T> =>
        T.TryParse(word, System.Globalization.NumberStyles.AllowLeadingSign, null, out var value)
            ? value : throw Error($"{what} 칸이 수가 아니다: '{Quote(word)}'");

    internal readonly T Hex<T>(scoped ReadOnlySpan<byte> word, string what)
        where T : IBinaryInteger<T> =>
        T.TryParse(word, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value)
            ? value : throw Error($"{what} 칸이 16진수가 아니다: '{Quote(word)}'");

    internal readonly int Octal(scoped ReadOnlySpan<byte> word, string what)
    {
        long value = 0;
        foreach (var digit in word)
        {
            value = digit is >= (byte)'0' and <= (byte)'7' ? value * 8 + digit - '0' : long.MaxValue;
            if (value > int.MaxValue) throw Error($"{what} 칸이 8진수가 아니다: '{Quote(word)}'");
        }
        return word.IsEmpty ? throw Error($"{what} 칸이 없다") : (int)value;
    }

    /// <summary>What an error shows of a text: short and without control characters.</summary>
    internal static string Quote(scoped ReadOnlySpan<byte> text)
    {
        var shown = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]).EnumerateRunes())
            shown.Append(Rune.IsControl(rune) ? Rune.ReplacementChar : rune);
        return shown.ToString();
    }
}
