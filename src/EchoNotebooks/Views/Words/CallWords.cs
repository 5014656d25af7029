namespace EchoNotebooks.Views;

/// <summary>A step as a programmer writes it: close(clnt_sock), and what it returned.</summary>
internal static class CallWords
{
    /// <summary>The call with what it acts on.</summary>
    public static string Of(TraceStep step) => step.Call switch
    {
        "signal" => Text(step, "signal") ?? "signal",
        "exit" => Text(step, "signal") is { } signal ? $"끝남({signal})" : $"exit({step.Arguments.GetValueOrDefault("code")})",
        "socket" or "fork" or "wait" => $"{step.Call}()",
        "exec" => $"exec({Path.GetFileName(Text(step, "path") ?? Text(step, "program"))})",
        "sigaction" or "kill" => $"{step.Call}({Text(step, "signal")})",
        "sigprocmask" => $"sigprocmask({Text(step, "how")})",
        "setsockopt" => $"setsockopt({Text(step, "option")})",
        "poll" or "signalfd" => $"{step.Call}()",
        "pass" or "receive" => $"{step.SystemCall}({Text(step, "descriptors")})",
        _ => $"{step.Call}({step.Descriptor ?? (step.Fd is { } fd ? $"{fd}" : "")})",
    };

    /// <summary>What it returned, where that says something: " = 4", " EINTR"; empty otherwise.</summary>
    public static string ResultOf(TraceStep step) => step switch
    {
        { Error: { } error } => $" {error}",
        { Call: "signal" or "exit" or "exec" } => "",
        { After: null } => " …",
        { IsEndOfFile: true } => " = 0 EOF",
        {
            Call: "accept" or "fork" or "read" or "write" or "wait" or "socket" or "dup" or "pidfd_getfd" or "poll" or "signalfd",
            Result: { } result,
        } => $" = {result}",
        _ => "",
    };

    private static string? Text(TraceStep step, string argument) => step.Arguments.GetValueOrDefault(argument) as string;
}
