using System.Globalization;
using System.Text;

namespace EchoNotebooks.Cli.Tracing;

/// <summary>A text with the escapes of printf(1): \n, \r, \t, \\, \0 to \377 (octal), \xHH …</summary>
internal static class PrintfText
{
    private const string Letters = "abefnrtv\\\"'";
    private const string Meanings = "\a\b\u001b\f\n\r\t\v\\\"'";

    /// <summary>The bytes that it stands for.</summary>
    /// <exception cref="FormatException">It has an escape that printf does not know; the message is Korean.</exception>
    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && text[i] != '\\') i++;
            bytes.AddRange(Encoding.UTF8.GetBytes(text[start..i]));
            if (i < text.Length) bytes.Add(Escape(text, ref i));
        }
        return [.. bytes];
    }

    private static byte Escape(string text, ref int at)
    {
        var start = at++;
        if (at < text.Length && Letters.IndexOf(text[at], StringComparison.Ordinal) is >= 0 and var known)
        {
            at++;
            return (byte)Meanings[known];
        }
        var isHex = at < text.Length && text[at] == 'x';
        if (isHex) at++;
        var digits = at;
        var most = digits + (isHex ? 2 : 3);
        while (at < text.Length && at < most && (isHex ? char.IsAsciiHexDigit(text[at]) : text[at] is >= '0' and <= '7')) at++;
        if (at == digits) throw new FormatException($"모르는 이스케이프이다: {text[start..Math.Min(text.Length, at + 1)]}");
        var number = text[digits..at];
        return (byte)(isHex ? int.Parse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : Convert.ToInt32(number, 8));
    }
}
