using System.Text.Json;
using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>A line for the tracer. Of a step that is waited for, what is null may be anything.</summary>
internal sealed record TracerCommand
{
    /// <summary>Goes on until any step.</summary>
    public static TracerCommand Next { get; } = new() { Command = "next" };

    /// <summary>next, until, run, pause, status, snapshot, signal or stop.</summary>
    public string? Command { get; init; }

    /// <summary>One word for all forms of a call ("accept"), or the kernel's name ("accept4").</summary>
    public string? Call { get; init; }

    public string? Phase { get; init; }

    /// <summary>What the chapter calls the descriptor that the call acts on: serv_sock, clnt_sock.</summary>
    public string? Descriptor { get; init; }

    /// <summary>The role of the process that makes the step; "child" is any child.</summary>
    public ProcessRole? Role { get; init; }

    public int? Pid { get; init; }

    /// <summary>A number, "positive", "error" or "endOfFile".</summary>
    [JsonConverter(typeof(ResultConverter))]
    public string? Result { get; init; }

    /// <summary>Of a wait: whether it has reaped a child.</summary>
    public bool? Reaped { get; init; }

    /// <summary>The name of a signal: to wait for, or to send.</summary>
    public string? Signal { get; init; }

    /// <summary>The roles that may go on; null for all.</summary>
    public IReadOnlyList<ProcessRole>? Only { get; init; }

    /// <summary>After how many milliseconds everything stops all the same; null for never.</summary>
    public int? TimeoutMs { get; init; }

    /// <summary>The line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TraceJsonContext.Default.TracerCommand);

    /// <summary>A number is a JSON number; "positive", "error" and "endOfFile" are text.</summary>
    internal sealed class ResultConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(null, null),
            JsonTokenType.String when reader.GetString() is "positive" or "error" or "endOfFile" => reader.GetString()!,
            _ => throw new JsonException("result는 정수, \"positive\", \"error\", \"endOfFile\" 가운데 하나다."),
        };

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
        {
            if (long.TryParse(value, out var number)) writer.WriteNumberValue(number);
            else writer.WriteStringValue(value);
        }
    }
}
