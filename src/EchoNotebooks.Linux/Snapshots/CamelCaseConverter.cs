using System.Text.Json;
using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>A value of an enumeration by its name in camel case; any other text is an error in Korean.</summary>
internal sealed class CamelCaseConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly (T Value, JsonEncodedText Name)[] Names =
        [.. Enum.GetValues<T>().Select(value => (value, JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()))))];

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("문자열이 아니다");
        foreach (var (value, name) in Names)
            if (reader.ValueTextEquals(name.EncodedUtf8Bytes)) return value;
        throw new JsonException($"모르는 값이 있다: '{reader.GetString()}'");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        foreach (var (known, name) in Names)
            if (EqualityComparer<T>.Default.Equals(known, value)) writer.WriteStringValue(name);
    }
}
