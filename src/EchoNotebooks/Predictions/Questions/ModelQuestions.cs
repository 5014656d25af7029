namespace EchoNotebooks;

/// <summary>The questions of 01-model: one server, several clients.</summary>
internal static class ModelQuestions
{
    public static IReadOnlyList<Question> All { get; } =
    [
        new ChoiceQuestion<(bool IsConnected, bool IsEchoed)>(
            "1-1",
            "프로세스가 하나뿐인 서버에 첫째 클라이언트가 접속해 놓고 아무 말도 하지 않는다. 그사이 둘째 클라이언트가 접속해서 한마디를 보내면 어떻게 될까?",
            expected: "다",
            [
                new(
                    "connect가 거절된다",
                    seen => !seen.IsConnected,
                    "서버가 accept를 부르지 않아도 connect는 성공한다. 연결은 운영체제 커널이 맺어서 줄에 세워 둔다."),
                new(
                    "연결되고, 에코도 돌아온다",
                    seen => seen is { IsConnected: true, IsEchoed: true },
                    "에코를 돌려줄 프로세스는 하나뿐이고, 그 프로세스는 첫째의 말을 기다리며 read에서 멈추어 있다."),
                new(
                    "연결은 되지만 에코가 돌아오지 않는다",
                    seen => seen is { IsConnected: true, IsEchoed: false },
                    "연결은 커널이 맺지만, 서비스는 프로세스가 해야 한다. 그 프로세스가 첫째를 기다리고 있다."),
            ],
            seen => $"{(seen.IsConnected ? "연결됨" : "연결 안 됨")}, 에코 {(seen.IsEchoed ? "돌아옴" : "돌아오지 않음")}"),

        new NumberQuestion(
            "1-3",
            "클라이언트 다섯이 접속해 있으면 서버 쪽 프로세스는 모두 몇 개일까?",
            expected: 6,
            "클라이언트마다 자식이 하나씩 다섯, 그리고 새 클라이언트를 기다리는 부모가 하나다.",
            (5, "자식의 수는 맞다. 새 클라이언트를 기다리는 부모 프로세스도 세어야 한다."),
            (1, "프로세스가 하나인 것은 1절의 반복 서버다. 이 서버는 연결마다 fork한다."),
            (10, "fork는 부를 때마다 프로세스를 하나만 늘린다. 그리고 이 서버에서 fork를 부르는 것은 부모뿐이다.")),

        new ManyQuestion<Snapshot>(
            "1-5",
            "다섯 클라이언트와의 연결이 모두 자리를 잡은 다음, 맞는 것을 모두 고르면?",
            expected: "가라",
            [
                new(
                    "부모는 serv_sock을 쥐고 있다",
                    seen => Holds(seen, RoleKind.Parent, "serv_sock"),
                    "새 클라이언트를 받는 것은 부모의 일이므로 서버 소켓의 디스크립터가 있어야 한다."),
                new(
                    "부모는 clnt_sock을 쥐고 있다",
                    seen => Holds(seen, RoleKind.Parent, "clnt_sock"),
                    "부모도 accept에서 clnt_sock을 받았지만, 자식에게 맡긴 다음 자기 것은 닫았다."),
                new(
                    "자식은 serv_sock을 쥐고 있다",
                    seen => Holds(seen, RoleKind.Child, "serv_sock"),
                    "자식은 새 클라이언트를 받지 않는다. 태어날 때 받은 serv_sock을 맨 먼저 닫았다."),
                new(
                    "자식은 clnt_sock을 쥐고 있다",
                    seen => Holds(seen, RoleKind.Child, "clnt_sock"),
                    "자식마다 자기가 맡은 연결의 디스크립터를 하나씩 쥐고 있다."),
            ]),

        new ChoiceQuestion<Snapshot>(
            "1-6",
            "자식 다섯이 쥔 clnt_sock의 번호가 모두 4라면, 다섯은 같은 소켓을 가리키는 것일까?",
            expected: "나",
            [
                new(
                    "번호가 같으니 같은 소켓이다",
                    seen => Connections(seen) == 1,
                    "번호는 그 프로세스 안에서만 뜻이 있다. 아이노드를 보면 저마다 다른 소켓이다."),
                new(
                    "번호는 같아도 저마다 다른 소켓이다",
                    seen => Connections(seen) > 1,
                    "디스크립터의 번호는 프로세스마다 따로 매긴다. 같은 4번이 저마다 다른 연결로 이어진다."),
            ],
            seen => $"clnt_sock {seen.Named.Count(d => d.Name == "clnt_sock")}개가 가리키는 소켓 {Connections(seen)}개"),

        new ChoiceQuestion<string>(
            "1-7",
            "전역 변수 count는 0에서 시작하고, 자식은 서비스를 시작할 때 count에 10을 더해 그 값을 보낸다. 셋째로 접속한 클라이언트는 무엇을 받을까?",
            expected: "가",
            [
                new("10", seen => seen.Trim() == "10", "자식은 fork할 때의 값인 0을 복사해 받아 거기에 10을 더한다. 앞선 자식이 더한 것은 그 자식의 메모리에만 있다."),
                new("20", seen => seen.Trim() == "20", "앞선 자식이 더한 것이 보인다면 메모리를 함께 쓰는 것이다. fork가 준 것은 복사본이다."),
                new("30", seen => seen.Trim() == "30", "메모리를 함께 쓰는 스레드라면 그럴 수 있다. 프로세스는 복사된 뒤로 서로의 변수를 보지 못한다."),
            ]),

        new ChoiceQuestion<bool>(
            "1-8",
            "클라이언트가 접속해 있는 동안 부모 프로세스만 강제 종료하면, 그 클라이언트를 맡은 자식은 어떻게 될까?",
            expected: "나",
            [
                new("자식도 함께 끝난다", seen => !seen, "프로세스는 자식을 담고 있는 그릇이 아니다. 부모가 끝나면 자식의 부모 번호(PPid)가 바뀔 뿐이다."),
                new("계속 에코를 돌려준다", seen => seen, "자식은 자기 메모리와 자기 디스크립터로 움직인다. 부모는 커널이 적어 둔 번호(PPid) 하나일 뿐이다."),
            ],
            seen => seen ? "에코가 돌아왔다" : "에코가 돌아오지 않았다"),
    ];

    private static bool Holds(Snapshot seen, RoleKind who, string name) => seen.Named.Any(d => d.Role.Kind == who && d.Name == name);

    private static int Connections(Snapshot seen) =>
        seen.Named.Where(d => d.Role.Kind == RoleKind.Child && d.Name == "clnt_sock").Select(d => d.Inode).Distinct().Count();
}
