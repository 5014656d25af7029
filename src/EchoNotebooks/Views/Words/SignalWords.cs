using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>What a process does with signals, in Korean.</summary>
internal static class SignalWords
{
    private const int MostNames = 8, LineLength = 34;

    private static readonly int Sigchld = SignalNames.Require("SIGCHLD");

    /// <summary>A fact each; one that says so where they could not be read.</summary>
    public static IReadOnlyList<string> Of(ProcStatus? status) => status is not { } signals ? ["시그널을 읽지 못했다"] :
    [
        $"SIGCHLD: {(signals.Ignores(Sigchld) ? "무시" : signals.Catches(Sigchld) ? "처리기" : "기본")}",
        $"막은 시그널: {Names(signals.BlockedSignals)}",
        $"전달을 기다리는 시그널: {Names(signals.PendingSignals)}",
    ];

    /// <summary>One fact as lines that are not much wider than a process's box.</summary>
    public static IEnumerable<string> Lines(string fact)
    {
        var line = "";
        foreach (var word in fact.Split(", "))
        {
            var longer = line.Length == 0 ? word : $"{line}, {word}";
            if (line.Length > 0 && TextWidth.Of(longer) > LineLength)
            {
                yield return line + ",";
                longer = word;
            }
            line = longer;
        }
        yield return line;
    }

    private static string Names(ulong mask)
    {
        var names = SignalNames.In(mask);
        var rest = names.Count - MostNames;
        return names.Count == 0 ? "없음"
            : string.Join(", ", rest > 1 ? [.. names.Take(MostNames), $"그 밖에 {rest}개"] : names);
    }
}
