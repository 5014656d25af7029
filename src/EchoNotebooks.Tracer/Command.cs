using System.Text.Json;

namespace EchoNotebooks.Tracing;

/// <summary>What is asked of the tracer while it runs: a line on stdin, or its own clock. PROTOCOL.md has the lines.</summary>
internal abstract record Command
{
    private Command()
    {
    }

    /// <summary>Go on until a step matches; null: until the next one.</summary>
    internal sealed record Until(Predicate? Predicate, IReadOnlyList<string>? Only, TimeSpan? Patience) : Command;

    /// <summary>Go on to the end without stopping.</summary>
    internal sealed record Run : Command;

    /// <summary>Stop at the next step.</summary>
    internal sealed record Pause : Command;

    /// <summary>Say where each process is.</summary>
    internal sealed record Status : Command;

    /// <summary>Write all that is owned now.</summary>
    internal sealed record Snapshot : Command;

    /// <summary>Send a signal to a traced process; null: to the program that was started.</summary>
    internal sealed record Signal(int Which, int? Pid) : Command;

    /// <summary>End everything.</summary>
    internal sealed record Stop : Command;

    /// <summary>The time of the n-th <see cref="Until"/> is over.</summary>
    internal sealed record TimeOver(int Order) : Command;

    /// <summary>A call has had the turn for too long.</summary>
    internal sealed record Hurry : Command;

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is none; the message says why, in Korean.</exception>
    internal static Command Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            if (json.ValueKind != JsonValueKind.Object) throw new FormatException("명령은 JSON 객체 하나여야 한다.");
            return Text(json, "command") switch
            {
                "next" => new Until(null, Texts(json, "only"), TimeoutOf(json)),
                "until" => new Until(Predicate.Parse(json), Texts(json, "only"), TimeoutOf(json)),
                "run" => new Run(),
                "pause" => new Pause(),
                "status" => new Status(),
                "snapshot" => new Snapshot(),
                "signal" => new Signal(
                    SignalNames.Parse(Text(json, "signal")) ?? throw new FormatException("signal에는 SIGTERM 같은 시그널 이름을 쓴다."),
                    Number(json, "pid")),
                "stop" => new Stop(),
                null => throw new FormatException("command가 없다."),
                var other => throw new FormatException($"모르는 명령이다: {other}"),
            };
        }
        catch (JsonException e)
        {
            throw new FormatException($"JSON이 아니다: {e.Message}", e);
        }
    }

    internal static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"{name}에는 문자열을 쓴다.")
        : null;

    internal static int? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw new FormatException($"{name}에는 정수를 쓴다.")
        : null;

    private static List<string>? Texts(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw new FormatException($"{name}에는 문자열의 배열을 쓴다.");
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    private static TimeSpan? TimeoutOf(JsonElement json) => Number(json, "timeoutMs") switch
    {
        null => null,
        > 0 and var milliseconds => TimeSpan.FromMilliseconds(milliseconds),
        _ => throw new FormatException("timeoutMs는 0보다 커야 한다."),
    };
}
