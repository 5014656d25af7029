using System.Text.Json;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>One line that the tracer wrote.</summary>
internal sealed class Line
{
    private readonly JsonElement json;
    private readonly string text;

    internal Line(string text)
    {
        this.text = text;
        json = JsonDocument.Parse(text).RootElement;
    }

    internal JsonElement Json => json;

    internal bool IsStep => json.TryGetProperty("index", out _) && Event is null;

    internal string? Event => Text("event");

    internal int Index => json.GetProperty("index").GetInt32();

    internal bool IsBefore => Text("phase") == "before";

    internal bool IsAfter => Text("phase") == "after";

    internal int Pid => json.GetProperty("pid").GetInt32();

    internal string? Role => Text("role");

    internal string? Call => Text("call");

    internal string? Descriptor => Text("descriptor");

    internal string? Error => Text("error");

    internal long? Result => Number("result");

    internal int? Fd => (int?)Number("fd");

    internal int? Before => (int?)Number("before");

    internal string? Text(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        ? value.GetString() : null;

    internal long? Number(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        ? value.GetInt64() : null;

    internal JsonElement? Argument(string name) => json.GetProperty("arguments").TryGetProperty(name, out var value) ? value : null;

    /// <summary>The whole picture, or what changed.</summary>
    internal JsonElement Picture => json.TryGetProperty("changes", out var changes) ? changes : json.GetProperty("snapshot");

    internal IEnumerable<JsonElement> Sockets() => List("sockets");

    internal IEnumerable<JsonElement> List(string name) => Picture.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    /// <summary>"after parent close(clnt_sock) = 0": for comparing a sequence at a glance.</summary>
    internal string Short =>
        $"{Text("phase")} {Role} {Call}{(Descriptor is null ? "" : $"({Descriptor})")}"
        + (IsAfter && Result is not null && Call is "read" ? $" = {Result}" : "") + (Error is null ? "" : $" {Error}");

    public override string ToString() => text;
}
