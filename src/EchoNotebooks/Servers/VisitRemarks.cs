namespace EchoNotebooks;

/// <summary>What has to be said of clients that a server did not serve: once for all of whom the same is true.</summary>
/// <param name="recording">Where it is said; its steps tell the likely cause.</param>
internal sealed class VisitRemarks(Recording recording)
{
    private readonly Dictionary<string, List<int>> unanswered = [];
    private readonly List<int> unaccepted = [];
    private (int First, int Last)? unconnected;

    /// <summary>Whether the server has left a client in the kernel's queue.</summary>
    public bool HasUnaccepted => unaccepted.Count > 0;

    /// <summary>Whether the server has accepted a client's connection.</summary>
    public bool IsAccepted(EchoClient client) => recording.Current.Connection(client.LocalEndPoint) is not null
        || recording.Find(step => step is { Call: "accept", Result: > 0 and var fd }
            && step.SocketAfterOf((int)fd)?.Remote?.Is(client.LocalEndPoint) == true) is not null;

    /// <summary>The kernel did not take these clients.</summary>
    public void NotConnected(int first, int last) => unconnected = (first, last);

    /// <summary>The server did not accept this client.</summary>
    public void NotAccepted(EchoClient client) => unaccepted.Add(client.Number);

    /// <summary>The server has not sent back what this client had sent.</summary>
    /// <param name="client">The client.</param>
    /// <param name="answer">What came instead.</param>
    /// <param name="hasSaid">Whether it was told what to say, and any answer would have done.</param>
    public void NoEcho(EchoClient client, Answer answer, bool hasSaid)
    {
        var what = (hasSaid, answer) switch
        {
            (true, { IsClosed: true }) => "서버가 답하지 않고 연결을 닫았다.",
            (true, _) => "서버가 답하지 않았다. 서버의 모든 프로세스가 쉬고 있다.",
            (_, { Length: 0, IsClosed: true }) => "서버가 에코하지 않았다: 아무것도 보내지 않고 연결을 닫았다.",
            (_, { Length: 0 }) => $"서버가 에코하지 않았다. {OtherWords}",
            (_, { Differs: false }) => $"서버가 에코하지 않았다: {answer.Length}바이트만 돌아왔다.",
            _ => $"서버가 에코하지 않았다: 다른 답을 했다('{answer.Shown}'). {OtherWords}",
        };
        if (!unanswered.TryGetValue(what, out var numbers)) unanswered[what] = numbers = [];
        numbers.Add(client.Number);
    }

    /// <summary>Says all of it.</summary>
    public void Tell()
    {
        foreach (var (what, numbers) in unanswered) recording.Remark($"클라이언트 {Ranges(numbers)}에게 {what}");
        if (unaccepted.Count > 0) recording.Remark($"서버가 클라이언트 {Ranges(unaccepted)}의 연결을 accept하지 않았다.");
        if (unconnected is var (first, last))
            recording.Remark($"클라이언트 {(first == last ? $"{first}" : $"{first}~{last}")}의 연결은 커널의 대기열(backlog)도 받지 않았다.");
        if (unaccepted.Count > 0 || unconnected is not null) recording.Remark(WhyNotAccepted());
    }

    /// <summary>The likely cause, from what the server did last.</summary>
    public string WhyNotAccepted()
    {
        var made = recording.Look().Where(step => step is { Call: "accept" or "fork", IsPending: false });
        if (made is [.., { Error: { } error } failed])
            return (failed.Call, error) switch
            {
                ("accept", "EMFILE" or "ENFILE") =>
                    $"까닭: accept가 {error}로 실패한다. 서버가 열 수 있는 디스크립터의 한도(ulimit -n)에 이르렀다.",
                ("fork", _) => $"까닭: fork가 {error}로 실패한다. 서버가 만들 수 있는 프로세스의 한도(ulimit -u)에 이르렀을 수 있다.",
                _ => $"까닭: {failed.Call}가 {error}로 실패한다.",
            };
        return made.Count(step => step is { Call: "accept", Result: > 0 }) switch
        {
            0 => "까닭: 서버가 accept를 부르지 않는다.",
            1 => "까닭: 서버가 클라이언트 하나를 받은 뒤로 accept를 부르지 않는다. 한 번에 하나만 상대하는 서버인 듯하다.",
            var count => $"까닭: 서버가 클라이언트 {count}개를 받은 뒤로 accept를 부르지 않는다. 한 번에 받는 수에 서버 스스로 한도를 둔 듯하다. "
                + "서버의 설정에서 한도를 올리거나 --clients를 줄인다.",
        };
    }

    private static string OtherWords => "다른 말을 하는 서버라면 echonb trace의 --say로 그 말을 준다.";

    /// <summary>"1, 3~5".</summary>
    private static string Ranges(List<int> numbers)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var number in numbers.Order())
            if (ranges.Count > 0 && ranges[^1].Last == number - 1) ranges[^1] = (ranges[^1].First, number);
            else ranges.Add((number, number));
        return string.Join(", ", ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}~{range.Last}"));
    }
}
