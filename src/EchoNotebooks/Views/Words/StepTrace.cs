using System.Globalization;

namespace EchoNotebooks.Views;

/// <summary>A step as a trace tells it: accept(serv_sock=3) = 4 (clnt_sock).</summary>
internal static class StepTrace
{
    /// <summary>A step of a traced server.</summary>
    public static string Of(TraceStep step) => step.Call switch
    {
        "signal" => $"{Text(step, "signal")} 시그널",
        "exit" when step.Arguments.ContainsKey("signal") => $"{Text(step, "signal")} 시그널로 끝남",
        "exit" => $"exit({Text(step, "code")})",
        _ => $"{Name(step)}({string.Join(", ", Arguments(step))}){Result(step)}",
    };

    /// <summary>A step of a server that stops itself: what the call was given and returned is read from what it changed.</summary>
    public static string Of(Step step)
    {
        var (own, name) = (step.Pid, step.Point.Name);
        var open = name.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && name.EndsWith(')'))
        {
            var descriptor = name[(open + 1)..^1];
            return $"{name[..open]}({Named(step.Before, own, descriptor) ?? descriptor}) = 0";
        }
        return name switch
        {
            "accept" => $"accept({Named(step.Before, own, "serv_sock")}){Opened(step)}",
            "fork" => $"fork(){Child(step, step.Diff.Facts.ProcessesAppeared)}",
            "waitpid" => $"waitpid(){Child(step, step.Diff.Facts.ProcessesEnded)}",
            "EOF" => $"read({Named(step.Before, own, "clnt_sock")}) = 0 (EOF)",
            _ => $"{name}()",
        };
    }

    private static string Opened(Step step) =>
        step.Diff.Facts.DescriptorsOpened.FirstOrDefault(fact => fact.Pid == step.Pid && step.After.NameOf(fact) == "clnt_sock") is { } fact
            ? $" = {fact.Fd} (clnt_sock)" : "";

    private static string Child(Step step, IEnumerable<Linux.ProcessFact> processes) =>
        processes.FirstOrDefault(fact => fact.Pid != step.Pid) is { } child
            ? string.Create(CultureInfo.InvariantCulture, $" = {child.Pid} ({Role.Of(child.Role)})") : "";

    /// <summary>"clnt_sock=4": the descriptor of that name with the highest number, which is the last that was opened.</summary>
    private static string? Named(Snapshot snapshot, int pid, string name) =>
        snapshot.Named.LastOrDefault(descriptor => descriptor.Pid == pid && descriptor.Name == name) is { } found
            ? $"{name}={found.Fd}" : null;

    private static string Name(TraceStep step) => step.Call switch
    {
        "wait" => step.SystemCall == "waitid" ? "waitid" : "waitpid",
        "pass" or "receive" => step.SystemCall!,
        "dup" when step.Arguments.ContainsKey("newfd") => step.SystemCall!,
        _ => step.Call,
    };

    private static IEnumerable<string> Arguments(TraceStep step)
    {
        if (step.Fd is { } fd) yield return step.Descriptor is { } name ? $"{name}={fd}" : $"{fd}";
        string[] shown = step.Call switch
        {
            "wait" => ["pid"],
            "bind" => ["address"],
            "listen" => ["backlog"],
            "shutdown" => ["how"],
            "fcntl" => ["command"],
            "dup" => ["newfd"],
            "close_range" => ["first", "last"],
            "sigaction" => ["signal", "handler"],
            "sigprocmask" => ["how", "signals"],
            "kill" => ["pid", "signal"],
            "setsockopt" => ["option"],
            "poll" or "pass" or "receive" => ["descriptors"],
            "exec" => ["path"],
            _ => [],
        };
        foreach (var argument in shown)
            if (Text(step, argument) is { Length: > 0 } text) yield return text;
        if (step.Arguments.GetValueOrDefault("nohang") is true) yield return "WNOHANG";
    }

    private static string Result(TraceStep step)
    {
        if (step.Error is { } error) return $" = -1 {error}";
        if (step.IsPending) return " …";
        if (step.Result is not { } result) return "";
        var meaning = step.Call switch
        {
            "accept" => "clnt_sock",
            "fork" when result > 0 => RoleName(step, result),
            "fork" => "자식에서",
            "wait" when step.Arguments.GetValueOrDefault("child") is long child => RoleName(step, child),
            "wait" when result > 0 => RoleName(step, result),
            "read" when step.IsEndOfFile => "EOF",
            _ => "",
        };
        return string.Create(CultureInfo.InvariantCulture, $" = {result}") + (meaning.Length == 0 ? "" : $" ({meaning})");
    }

    private static string RoleName(TraceStep step, long pid) =>
        step.RoleOf((int)pid) is { Kind: not RoleKind.Other } role ? role.ToString() : "";

    private static string Text(TraceStep step, string name) => StepText.ArgumentOrNull(step, name) ?? "";
}
