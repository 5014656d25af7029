using System.Globalization;
using System.Text.RegularExpressions;

namespace EchoNotebooks.Engine.Documents;

/// <summary>
/// System.Text.Json escapes more than JSON asks for (everything beyond the BMP, some characters within) and a
/// notebook with an emoji would come back changed. Jupyter escapes only what must be, in small letters.
/// </summary>
internal static partial class JsonEscapes
{
    public static string AsJupyterWritesThem(string json) => Escape().Replace(json, match =>
    {
        if (match.Groups["high"].Success) return string.Concat(Character(match, "high"), Character(match, "low"));
        if (!match.Groups["one"].Success) return match.Value;
        var character = Character(match, "one");
        // A lone surrogate is no character and could not be written as UTF-8.
        var staysEscaped = character < ' ' || char.IsSurrogate(character) || character is '"' or '\\';
        return staysEscaped ? match.Value.ToLowerInvariant() : character.ToString();
    });

    private static char Character(Match match, string group) =>
        (char)int.Parse(match.Groups[group].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // The last alternative takes other escapes whole, so that the second half of an escaped backslash begins nothing.
    [GeneratedRegex(@"\\u(?<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?<low>[dD][c-fC-F][0-9a-fA-F]{2})|\\u(?<one>[0-9a-fA-F]{4})|\\.")]
    private static partial Regex Escape();
}
