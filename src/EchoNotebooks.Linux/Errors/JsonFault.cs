using System.Globalization;
using System.Text.Json;

namespace EchoNotebooks.Linux;

/// <summary>What is wrong with a JSON text, in Korean.</summary>
internal static class JsonFault
{
    /// <summary>This project's own words where it has found the fault, and otherwise the place: the library's words are English.</summary>
    public static string Explain(JsonException fault) => fault.Message.Any(letter => letter is >= '가' and <= '힣')
        ? fault.Message
        : string.Create(CultureInfo.InvariantCulture, $"{fault.BytePositionInLine + 1}번째 바이트에서 JSON이 아니거나 맞지 않는 값이다");
}
