using System.Globalization;

namespace EchoNotebooks.Views;

/// <summary>A step that sets something up, or waits for one of several things, in words.</summary>
internal static class SetupText
{
    /// <summary>What a call that succeeded means: "sigaction(SIGCHLD)이 돌아왔다: SIGCHLD가 오면 처리기를 부른다".</summary>
    /// <param name="step">The step.</param>
    /// <param name="call">The call with what it acts on.</param>
    public static string Of(TraceStep step, string call) => step.Call switch
    {
        "sigaction" => $"{call}이 돌아왔다: {Action(step)}",
        "sigprocmask" => $"{call}가 돌아왔다: {Mask(step)}",
        "signalfd" => $"signalfd가 디스크립터 {Particle.Object($"{step.Result}")} 돌려주었다: {Text(step, "signals")} 시그널이 오면 이 번호에서 읽는다",
        "kill" => $"{call}이 돌아왔다: {Receiver(step)}에게 {Text(step, "signal")} 시그널을 보냈다",
        "setsockopt" => $"{call}가 돌아왔다: 값은 {Particle.Is($"{step.Arguments.GetValueOrDefault("value")}")}",
        _ when step.Result == 0 => "poll이 0을 돌려주었다: 아무 일도 생기지 않고 기다리는 시간이 다 되었다",
        _ => $"poll이 돌아왔다: 디스크립터 {Text(step, "descriptors")} 가운데 {step.Result}개에 일이 생겼다",
    };

    private static string Action(TraceStep step)
    {
        var signal = Text(step, "signal");
        var flags = Text(step, "flags").Split('|');
        return Text(step, "handler") switch
        {
            "SIG_IGN" => $"{signal} 시그널을 무시한다(SIG_IGN)",
            "SIG_DFL" => $"{signal} 시그널을 기본 동작에 맡긴다(SIG_DFL)",
            _ when flags.Contains("SA_RESTART") => $"{signal} 시그널이 오면 처리기를 실행하고, 중단된 호출을 다시 시작한다(SA_RESTART)",
            _ => $"{signal} 시그널이 오면 처리기를 실행한다. 기다리던 호출은 EINTR로 실패할 수 있다",
        };
    }

    private static string Mask(TraceStep step)
    {
        var signals = Text(step, "signals");
        var which = signals == "all" ? "모든 시그널을" : $"{signals} 시그널을";
        return Text(step, "how") switch
        {
            "SIG_BLOCK" when signals.Length > 0 => $"{which} 막아 둔다. 풀 때까지 전달되지 않는다",
            "SIG_UNBLOCK" when signals.Length > 0 => $"{which} 막아 둔 것을 푼다",
            "SIG_SETMASK" when signals.Length > 0 => $"{which} 막고 나머지는 푼다",
            "SIG_SETMASK" => "막아 둔 시그널을 모두 푼다",
            _ => "막아 둔 시그널은 그대로다",
        };
    }

    private static string Receiver(TraceStep step) => step.Arguments.GetValueOrDefault("pid") switch
    {
        long pid and > 0 when step.RoleOf((int)pid) is { Kind: not RoleKind.Other } role => $"{role}(pid {pid})",
        long pid => string.Create(CultureInfo.InvariantCulture, $"pid {pid}"),
        _ => "프로세스",
    };

    private static string Text(TraceStep step, string name) => step.Arguments.GetValueOrDefault(name) as string ?? "";
}
