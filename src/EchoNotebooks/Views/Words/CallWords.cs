namespace EchoNotebooks.Views;

/// <summary>A step as a programmer writes it: close(clnt_sock), and what it returned.</summary>
internal static class CallWords
{
    /// <summary>The call with what it acts on.</summary>
    public static string Of(TraceStep step) => step.Call switch
    {
        "signal" => step.Arguments.GetValueOrDefault("signal") as string ?? "signal",
        "exit" => step.Arguments.GetValueOrDefault("signal") is string signal ? $"끝남({signal})" : $"exit({step.Arguments.GetValueOrDefault("code")})",
        "socket" or "fork" or "wait" => $"{step.Call}()",
        "exec" => $"exec({Path.GetFileName(step.Arguments.GetValueOrDefault("path") as string ?? step.Arguments.GetValueOrDefault("program") as string)})",
        _ => $"{step.Call}({step.Descriptor ?? (step.Fd is { } fd ? $"{fd}" : "")})",
    };

    /// <summary>What it returned, where that says something: " = 4", " EINTR"; empty otherwise.</summary>
    public static string ResultOf(TraceStep step) => step switch
    {
        { Error: { } error } => $" {error}",
        { Call: "signal" or "exit" or "exec" } => "",
        { After: null } => " …",
        { Call: "read", Result: 0 } => " = 0 EOF",
        { Call: "accept" or "fork" or "read" or "write" or "wait" or "socket" or "dup", Result: { } result } => $" = {result}",
        _ => "",
    };
}
