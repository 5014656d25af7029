namespace EchoNotebooks.Views;

/// <summary>The kernel's letter for a process's state in words (proc_pid_stat(5)).</summary>
internal static class StateWords
{
    /// <summary>"대기" for S.</summary>
    public static string Of(char state) => state switch
    {
        'R' => "실행 중",
        'S' => "대기",
        'D' => "깨울 수 없는 대기",
        'T' => "멈춤",
        't' => "추적 중 멈춤",
        'Z' => "좀비",
        'X' => "끝남",
        'I' => "쉬는 커널 스레드",
        _ => "알 수 없는 상태",
    };

    /// <summary>"대기(S)".</summary>
    public static string WithLetter(char state) => $"{Of(state)}({state})";
}
