using System.Text.Json;
using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>The arguments of a call by name, in their order: text, integers, truth values, null.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class TraceArguments : OrderedDictionary<string, object?>
{
    /// <summary>An integer is read as a long, beyond its range as a ulong.</summary>
    internal sealed class Converter : JsonConverter<TraceArguments>
    {
        public override TraceArguments Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("arguments는 JSON 객체여야 한다");
            var arguments = new TraceArguments();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                arguments[name] = ReadValue(ref reader, name);
            }
            return arguments;
        }

        public override void Write(Utf8JsonWriter writer, TraceArguments value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (name, argument) in value)
            {
                switch (argument)
                {
                    case null: writer.WriteNull(name); break;
                    case string text: writer.WriteString(name, text); break;
                    case bool truth: writer.WriteBoolean(name, truth); break;
                    case int number: writer.WriteNumber(name, number); break;
                    case long number: writer.WriteNumber(name, number); break;
                    case ulong number: writer.WriteNumber(name, number); break;
                    default: throw new JsonException($"{name} is a {argument.GetType()}");
                }
            }
            writer.WriteEndObject();
        }

        private static object? ReadValue(ref Utf8JsonReader reader, string name) => reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Null => null,
            JsonTokenType.Number when reader.TryGetInt64(out var number) => number,
            JsonTokenType.Number when reader.TryGetUInt64(out var number) => number,
            _ => throw new JsonException($"인자 {name}에는 문자열, 정수, 참거짓, null만 쓴다"),
        };
    }
}
