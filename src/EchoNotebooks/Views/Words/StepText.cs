using System.Globalization;

namespace EchoNotebooks.Views;

/// <summary>A step in words.</summary>
internal static class StepText
{
    private const int MostLetters = 40;

    /// <summary>What has happened, without who did it: "close(clnt_sock)가 돌아왔다 (디스크립터 4)".</summary>
    public static string Of(TraceStep step)
    {
        var call = Call(step);
        if (step.Call == "signal") return Signal(step);
        if (step.IsPending) return Pending(step, call);
        if (step.Error is "EINTR") return $"{call}가 시그널 때문에 중단되었다(EINTR)";
        if (step is { Error: { } reason, Call: "exec" }) return $"exec이 실패했다({reason}): {Argument(step, "path")}";
        if (step.Error is { } error) return $"{call}가 실패했다({error})";
        return step.Call switch
        {
            "socket" => $"socket이 새 소켓의 디스크립터 {Particle.Object($"{step.Result}")} 돌려주었다",
            // No particle follows a port: a published page has another number there.
            "bind" => $"{call}가 돌아왔다: 소켓에 주소가 생겼다({Address(step)})",
            "listen" => $"{call}이 돌아왔다: 클라이언트를 기다린다(LISTEN)",
            "accept" => $"{call}가 돌아왔다: 클라이언트 {Argument(step, "address")}의 clnt_sock은 {step.Result}번이다",
            "fork" when step.Result == 0 => "fork가 0을 돌려주었다: 새 프로세스가 여기서 시작한다",
            "fork" when step.Arguments.GetValueOrDefault("followed") is false =>
                $"fork가 돌아왔다: 새 프로세스(pid {step.Result})는 추적을 받지 않는다(CLONE_UNTRACED). 그 프로세스가 하는 일과 디스크립터는 보이지 않는다",
            "fork" => $"fork가 돌아왔다: {Particle.Subject($"{step.RoleOf((int)step.Result!)}(pid {step.Result})")} 생겼다",
            "read" when step.IsEndOfFile => $"{call}가 0(EOF)을 돌려주었다: 상대가 더 보낼 것이 없다",
            "read" when step.Result == 0 => $"{call}가 0을 돌려주었다: 파일의 끝(EOF)은 아니다. 0바이트를 요청했거나 빈 데이터그램이 왔다",
            "read" => $"{call}가 {step.Result}바이트를 돌려주었다{Data(step)}",
            "write" when step is { Fd: 1, Descriptor: null } => $"표준 출력에 썼다{Data(step)}",
            "write" when step is { Fd: 2, Descriptor: null } => $"표준 오류에 썼다{Data(step)}",
            "write" => $"{call}가 {step.Result}바이트를 보냈다{Data(step)}",
            "wait" => Wait(step, call),
            "sigaction" or "sigprocmask" or "signalfd" or "kill" or "setsockopt" or "poll" => SetupText.Of(step, call),
            "pass" => $"{call}가 디스크립터 {Argument(step, "descriptors")}번을 메시지에 실어 보냈다(SCM_RIGHTS)",
            "receive" => $"{call}가 메시지에 실려 온 디스크립터를 받았다: {Argument(step, "descriptors")}번이다{Sender(step)}",
            "pidfd_getfd" => $"{call}가 {Owner(step)}의 디스크립터를 복제해 {step.Result}번으로 돌려주었다",
            "unshare" => "unshare가 돌아왔다: 이 스레드는 이제 자기만의 디스크립터 표를 쓴다",
            "exit" => Exit(step),
            "exec" => $"exec이 새 프로그램을 시작했다: {Argument(step, "program")}",
            "dup" or "fcntl" when step.Call == "dup" || step.Result > 2 => $"{call}가 디스크립터 {Particle.Object($"{step.Result}")} 돌려주었다",
            "close_range" => $"{call}가 돌아왔다 (디스크립터 {Argument(step, "first")}~{Argument(step, "last")})",
            _ => $"{call}가 돌아왔다{(step.Fd is { } fd && step.Descriptor is not null ? $" (디스크립터 {fd})" : "")}",
        };
    }

    /// <summary>The call with what it acts on: "close(clnt_sock)", "shutdown(4, SHUT_WR)", "fork".</summary>
    public static string Call(TraceStep step)
    {
        var on = step.Descriptor ?? step.Fd?.ToString(CultureInfo.InvariantCulture);
        return step.Call switch
        {
            "fork" or "exit" or "exec" => step.Call,
            "wait" => step.SystemCall == "waitid" ? "waitid" : "waitpid",
            "pass" or "receive" => step.SystemCall!,
            "unshare" or "pidfd_getfd" => step.Call,
            "socket" or "socketpair" => step.Call,
            "sigaction" => $"sigaction({Argument(step, "signal")})",
            "sigprocmask" => $"sigprocmask({Argument(step, "how")})",
            "kill" => $"kill({Argument(step, "pid")}, {Argument(step, "signal")})",
            "setsockopt" => $"setsockopt({on}, {Argument(step, "option")})",
            "poll" or "signalfd" => step.Call,
            "shutdown" => $"shutdown({on}, {Argument(step, "how")})",
            "dup" when step.Arguments.ContainsKey("newfd") => $"{step.SystemCall}({on}, {Argument(step, "newfd")})",
            "fcntl" => $"fcntl({on}, {Argument(step, "command")})",
            _ => on is null ? step.Call : $"{step.Call}({on})",
        };
    }

    private static string Pending(TraceStep step, string call) => step.Call switch
    {
        "accept" => $"{call}에서 클라이언트를 기다린다",
        "read" => $"{call}에서 클라이언트가 보낼 것을 기다린다",
        "wait" => $"{call}에서 자식이 끝나기를 기다린다",
        "poll" => $"poll에서 디스크립터 {Argument(step, "descriptors")} 가운데 하나에 일이 생기기를 기다린다",
        _ => $"{call}를 불렀고 아직 돌아오지 않았다",
    };

    private static string Signal(TraceStep step)
    {
        var what = Argument(step, "disposition") switch
        {
            "handler" => "처리기가 실행된다",
            "ignored" => "무시한다",
            _ => "기본 동작을 한다",
        };
        var sender = step.Arguments.GetValueOrDefault("from") is long pid && pid != 0 ? step.RoleOf((int)pid) : default;
        // The kernel names as the sender of a SIGPIPE the process itself, which has written.
        var isKernel = Argument(step, "signal") == "SIGPIPE" && sender == step.Role;
        var from = sender.Kind == RoleKind.Other || isKernel ? "" : $" ({sender}에게서)";
        return $"{Argument(step, "signal")} 시그널이 왔다{from}: {what}";
    }

    private static string Wait(TraceStep step, string call)
    {
        if (step.ReapedChild is { } reaped) return $"{call}가 돌아왔다: 끝난 {Particle.Object(Child(step, reaped))} 회수했다";
        if (step.Arguments.GetValueOrDefault("child") is not long child) return $"{call}가 0을 돌려주었다: 아직 끝난 자식이 없다";
        return $"{call}가 돌아왔다: " + (step.Arguments.GetValueOrDefault("state") switch
        {
            "stopped" => $"{Particle.Subject(Child(step, child))} 멈추었다. 끝나지 않았으므로 회수하지 않았다",
            "continued" => $"{Particle.Subject(Child(step, child))} 다시 움직인다. 끝나지 않았으므로 회수하지 않았다",
            _ => $"{Particle.Subject(Child(step, child))} 끝난 것을 알려 주기만 하고 회수하지 않았다(WNOWAIT). 좀비로 남는다",
        });
    }

    private static string Child(TraceStep step, long pid) => $"{step.RoleOf((int)pid)}(pid {pid})";

    private static string Sender(TraceStep step) =>
        step.Arguments.GetValueOrDefault("from") is long pid ? $". 보낸 쪽은 {Particle.Is(Child(step, pid))}" : "";

    private static string Owner(TraceStep step) =>
        step.Arguments.GetValueOrDefault("from") is long pid ? Child(step, pid) : "다른 프로세스";

    private static string Exit(TraceStep step)
    {
        var how = step.Arguments.ContainsKey("signal") ? $"시그널 {Argument(step, "signal")}" : $"종료 코드 {Argument(step, "code")}";
        return $"끝났다({how}){(step.ProcessAfter(step.Pid)?.State == 'Z' ? ": 회수할 때까지 좀비로 남는다" : "")}";
    }

    private static string Address(TraceStep step) => step.SocketAfter?.Local?.Plain.ToString() ?? Argument(step, "address");

    private static string Argument(TraceStep step, string name) => ArgumentOrNull(step, name) ?? "?";

    /// <summary>An argument as it is shown; null where the tracer did not read it.</summary>
    public static string? ArgumentOrNull(TraceStep step, string name) => step.Arguments.GetValueOrDefault(name) switch
    {
        null => null,
        string text => Visible.OnOneLine(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    /// <summary>What was read or written, without the line feed at its end; empty where it is not known.</summary>
    private static string Data(TraceStep step)
    {
        if (step.Arguments.GetValueOrDefault("data") is not string data) return "";
        var isOneLine = data.IndexOf('\n') == data.Length - 1;
        var shown = TextWidth.Cut(Visible.OnOneLine(isOneLine ? data.TrimEnd('\n') : data), MostLetters);
        return $": \"{shown}\"{(step.Result > TraceStep.MostData ? "…" : "")}";
    }
}
