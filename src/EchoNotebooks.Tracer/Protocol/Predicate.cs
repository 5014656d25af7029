using System.Globalization;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>Which step is waited for; what the command leaves out may be anything.</summary>
internal sealed class Predicate(TracerCommand wanted)
{
    internal bool Matches(TraceLine step) =>
        (wanted.Call is null || wanted.Call == step.Call || wanted.Call == step.SystemCall)
        && (wanted.Phase is null || wanted.Phase == step.Phase)
        && (wanted.Descriptor is null || wanted.Descriptor == step.Descriptor)
        && (wanted.Role is not { } role || (step.Role is { } own && role.Includes(own)))
        && (wanted.Pid is null || wanted.Pid == step.Pid)
        && (wanted.Result is null || MatchesResult(wanted.Result, step))
        && (wanted.Signal is null || wanted.Signal.Equals(step.Arguments.GetValueOrDefault("signal")))
        && (wanted.Reaped is null || wanted.Reaped.Equals(step.Arguments.GetValueOrDefault("reaped")));

    private static bool MatchesResult(string wanted, TraceLine step) => wanted switch
    {
        "positive" => step.Result > 0,
        "error" => step.Error is not null,
        "endOfFile" => Equals(step.Arguments.GetValueOrDefault("endOfFile"), true),
        _ => step.Result?.ToString(CultureInfo.InvariantCulture) == wanted,
    };
}
