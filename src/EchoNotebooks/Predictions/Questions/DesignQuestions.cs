namespace EchoNotebooks;

/// <summary>The questions of 05-designs: who accepts, who reads, and what each way costs.</summary>
internal static class DesignQuestions
{
    public static IReadOnlyList<Question> All { get; } =
    [
        new NumberQuestion(
            "5-1",
            "일곱 서버를 띄웠고 클라이언트는 아직 하나도 없다. 프로세스가 둘 이상인 서버는 몇 가지일까?",
            expected: 2,
            "자식을 미리 만들어 두는 두 가지뿐이다. 나머지는 클라이언트가 와야 무엇인가를 만들거나, 아무것도 만들지 않는다.",
            (0, "클라이언트가 와야 자식을 만드는 방법만 있는 것은 아니다. 이름에 '미리'가 붙은 것이 있다."),
            (4, "자식 프로세스를 쓰는 방법은 네 가지이지만, 둘은 클라이언트가 온 다음에야 자식을 만든다."),
            (6, "스레드나 이벤트 루프는 프로세스를 늘리지 않는다.")),

        new ChoiceQuestion<Timeline>(
            "5-3",
            "미리 만들어 둔 자식 넷이 있는 서버에 클라이언트 셋이 접속했다. accept에서 연결을 받아 온 것은 누구일까?",
            expected: "다",
            [
                new("부모가 셋 다", seen => Acceptors(seen) is [(RoleKind.Parent, _)],
                    "이 서버에서 부모는 accept를 부르지 않는다. 자식이 끝나면 다시 채우는 일만 한다."),
                new("자식 하나가 셋 다", seen => Acceptors(seen) is [(RoleKind.Child, _)],
                    "한 자식은 맡은 클라이언트가 떠날 때까지 read에서 기다린다. 그동안 온 연결은 accept에서 기다리던 다른 자식의 차지다."),
                new("자식 셋이 하나씩", seen => Acceptors(seen) is [(RoleKind.Child, _), (RoleKind.Child, _), (RoleKind.Child, _)],
                    "자식들은 같은 서버 소켓에서 함께 기다린다. 연결이 하나 오면 커널은 그 가운데 하나만 깨운다."),
            ],
            seen => $"accept에서 연결을 받은 프로세스 {Acceptors(seen).Count}개"),

        new ChoiceQuestion<Snapshot>(
            "5-4",
            "부모가 clnt_sock을 메시지에 실어 보내고 자기 것을 닫았다. 받을 자식은 아직 받지 않았다. 연결된 소켓은 지금 어떻게 되어 있을까?",
            expected: "다",
            [
                new("사라졌다", seen => !IsEstablished(seen), "마지막 디스크립터가 닫혔지만, 커널에는 그 소켓을 가리키는 것이 하나 더 있다. 보낸 메시지다."),
                new("받을 자식이 쥐고 있다", IsHeld, "보낸 것과 받은 것은 다르다. 자식은 recvmsg를 불러야 제 번호를 얻는다."),
                new("쥔 프로세스가 없이 살아 있다", seen => IsEstablished(seen) && !IsHeld(seen),
                    "아직 아무도 받지 않은 메시지가 소켓을 붙들고 있다. 소켓을 붙드는 것은 프로세스의 디스크립터만이 아니다."),
            ],
            seen => IsEstablished(seen) ? $"연결된 소켓 하나, 그 디스크립터 {Holders(seen)}개" : "연결된 소켓이 없다"),

        new ChoiceQuestion<Snapshot>(
            "5-5",
            "부모가 clnt_sock을 받은 다음 새 프로그램을 실행했다. 새 프로그램이 막 시작했을 때 그 프로세스는 무엇을 쥐고 있을까?",
            expected: "다",
            [
                new("아무것도 쥐고 있지 않다", seen => OfChild(seen) is [],
                    "exec은 프로그램을 바꾸지만 디스크립터를 모두 닫지는 않는다. 실행할 때 닫으라고 표시한 것만 닫는다."),
                new("부모와 똑같이 둘 다", seen => OfChild(seen).Count == 2,
                    "서버 소켓에는 exec할 때 닫으라는 표시(FD_CLOEXEC)가 있다. 그래서 새 프로그램까지 오지 않는다."),
                new("clnt_sock만, 부모와 같은 번호로", seen => OfChild(seen) is [{ Name: "clnt_sock" } one] && one.Fd == OfParent(seen),
                    "디스크립터는 exec을 지나도 그 번호 그대로 남는다. 새 프로그램은 그 번호를 인자로 받아야 무엇인지 안다."),
                new("clnt_sock만, 가장 작은 빈 번호로", seen => OfChild(seen) is [{ Name: "clnt_sock" } one] && one.Fd != OfParent(seen),
                    "번호를 새로 매기는 것은 open, accept, dup처럼 디스크립터를 만드는 호출이다. exec은 아무것도 만들지 않는다."),
            ],
            seen => $"새 프로세스의 소켓 {OfChild(seen).Count}개"),

        new ChoiceQuestion<Snapshot>(
            "5-6",
            "클라이언트 셋을 스레드 셋이 하나씩 맡고 있다. 연결된 소켓 셋을 가리키는 디스크립터는 모두 몇 개일까?",
            expected: "가",
            [
                new("3개", seen => Holders(seen) == 3, "디스크립터 표는 프로세스에 하나다. 스레드는 그 표를 함께 쓰므로 복사할 것이 없다."),
                new("6개", seen => Holders(seen) == 6, "받은 스레드와 맡은 스레드가 하나씩 쥔다면 그렇다. 그것은 fork한 부모와 자식의 이야기다."),
                new("12개", seen => Holders(seen) == 12, "스레드 넷이 저마다 표를 가지고 있다면 그렇다. 스레드는 표를 함께 쓴다."),
            ],
            seen => $"{Holders(seen)}개, 프로세스 {seen.Facts.Processes.Length}개"),

        new OrderQuestion<LoadComparison>(
            "5-8",
            "클라이언트 하나를 맡는 데 드는 프로세서 시간이 적은 것부터 늘어놓으면 어떤 순서일까?",
            expected: "라다가나",
            [
                ("클라이언트마다 fork", seen => seen["fork"].Processor.Ticks),
                ("클라이언트마다 posix_spawn", seen => seen["spawn"].Processor.Ticks),
                ("클라이언트마다 스레드", seen => seen["thread"].Processor.Ticks),
                ("이벤트 루프 하나", seen => seen["event-loop"].Processor.Ticks),
            ],
            "새로 만드는 것이 클수록 비싸다. 아무것도 만들지 않는 쪽이 가장 싸고, 스레드 하나, 메모리를 물려받는 프로세스 하나, 처음부터 시작하는 프로그램 하나의 차례로 비싸진다."),
    ];

    private static List<(RoleKind Kind, int Number)> Acceptors(Timeline seen) =>
    [
        .. seen.Where(step => step is { Call: "accept", Result: >= 0 }).Select(step => (step.Role.Kind, step.Role.Number)).Distinct(),
    ];

    private static bool IsEstablished(Snapshot seen) =>
        seen.Facts.Sockets.Any(socket => socket.State == "ESTABLISHED" && socket.Local?.PortOrNull == seen.Port);

    private static int Holders(Snapshot seen) => seen.Named.Count(named => named.Name == "clnt_sock");

    private static bool IsHeld(Snapshot seen) => Holders(seen) > 0;

    private static List<NamedDescriptor> OfChild(Snapshot seen) => [.. seen.Named.Where(named => named.Role.Kind == RoleKind.Child)];

    private static int? OfParent(Snapshot seen) =>
        seen.Named.FirstOrDefault(named => named.Role.Kind == RoleKind.Parent && named.Name == "clnt_sock")?.Fd;
}
