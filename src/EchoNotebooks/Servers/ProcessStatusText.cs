using System.Globalization;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Where traced processes are, in words.</summary>
internal static class ProcessStatusText
{
    /// <summary>A line for each process.</summary>
    public static string Describe(IReadOnlyList<TracedStatus> processes) =>
        processes.Count == 0 ? "  남은 프로세스가 없다." : string.Join('\n', processes.Select(process => $"  {Describe(process)}"));

    /// <summary>"부모 프로세스 (pid 42): accept(serv_sock) 안에서 기다린다".</summary>
    private static string Describe(TracedStatus process)
    {
        var on = process.Descriptor ?? process.Fd?.ToString(CultureInfo.InvariantCulture);
        var call = process.Call is null ? null : $"{(process.Call == "wait" ? "waitpid" : process.Call)}{(on is null ? "" : $"({on})")}";
        var what = process.Doing switch
        {
            TracedState.Zombie => "끝났고 좀비로 남아 있다",
            TracedState.Inside => $"{call} 안에서 기다린다",
            TracedState.Stopped => call is null ? "멈춰 있다" : $"{call}를 부르려고 하거나 막 부른 곳에 멈춰 있다",
            _ => "움직이고 있다(추적하지 않는 시스템 호출에서 기다릴 수도 있다)",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Role.Of(process.Role)} (pid {process.Pid}): {what}");
    }
}
