using System.Globalization;
using System.Text.Json;

namespace EchoNotebooks.Tracing;

/// <summary>Which step is waited for; what is null may be anything.</summary>
/// <param name="Call">One word for all forms of a call ("accept"), or the kernel's name ("accept4").</param>
/// <param name="IsBefore">The phase.</param>
/// <param name="Descriptor">What the chapter calls the descriptor that it acts on: serv_sock, clnt_sock.</param>
/// <param name="Role">Who makes it; "child" is any child.</param>
/// <param name="Pid">Who makes it.</param>
/// <param name="Result">A number, "positive" or "error".</param>
/// <param name="Signal">Which signal.</param>
internal sealed record Predicate(string? Call, bool? IsBefore, string? Descriptor, string? Role, int? Pid, string? Result, string? Signal)
{
    internal static Predicate Parse(JsonElement json) => new(
        Command.Text(json, "call"),
        Command.Text(json, "phase") switch
        {
            "before" => true,
            "after" => false,
            null => null,
            _ => throw new FormatException("phase는 before나 after다."),
        },
        Command.Text(json, "descriptor"),
        Command.Text(json, "role"),
        Command.Number(json, "pid"),
        ParseResult(json),
        Command.Text(json, "signal"));

    internal bool Matches(Step step) =>
        (Call is null || Call == step.Call || Call == step.SystemCall)
        && (IsBefore is null || IsBefore == step.IsBefore)
        && (Descriptor is null || Descriptor == step.Descriptor)
        && (Role is null || MatchesRole(Role, step.Role))
        && (Pid is null || Pid == step.Pid)
        && (Result is null || MatchesResult(step))
        && (Signal is null || step.Arguments.Any(a => a.Key == "signal" && Signal.Equals(a.Value)));

    /// <summary>"child" is any child; everything else is one role.</summary>
    internal static bool MatchesRole(string wanted, string? role) =>
        wanted == role || (wanted == "child" && role?.StartsWith("child ", StringComparison.Ordinal) == true);

    private bool MatchesResult(Step step) => Result switch
    {
        "positive" => step.Result > 0,
        "error" => step.Error is not null,
        _ => step.Result?.ToString(CultureInfo.InvariantCulture) == Result,
    };

    private static string? ParseResult(JsonElement json)
    {
        if (!json.TryGetProperty("result", out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)) return number.ToString(CultureInfo.InvariantCulture);
        return value.ValueKind == JsonValueKind.String && value.GetString() is "positive" or "error"
            ? value.GetString()
            : throw new FormatException("result는 정수, \"positive\", \"error\" 가운데 하나다.");
    }
}
