namespace EchoNotebooks;

/// <summary>The questions of 03-descriptors: who holds which socket.</summary>
internal static class DescriptorQuestions
{
    public static IReadOnlyList<Question> All { get; } =
    [
        new ChoiceQuestion<Snapshot>(
            "3-2",
            "서버 소켓 하나만 있던 부모가 accept에서 돌아왔다. 디스크립터와 소켓은 몇 개가 되었을까?",
            expected: "다",
            [
                new(
                    "디스크립터 1개, 소켓 1개",
                    seen => (seen.Named.Count, Sockets(seen)) == (1, 1),
                    "accept는 서버 소켓을 연결된 소켓으로 바꾸지 않는다. 서버 소켓은 다음 클라이언트를 위해 그대로 남는다."),
                new(
                    "디스크립터 2개, 소켓 1개",
                    seen => (seen.Named.Count, Sockets(seen)) == (2, 1),
                    "새 디스크립터는 새 소켓을 가리킨다. 서버 소켓으로는 대화할 수 없다."),
                new(
                    "디스크립터 2개, 소켓 2개",
                    seen => (seen.Named.Count, Sockets(seen)) == (2, 2),
                    "accept는 연결마다 소켓을 하나 새로 만들고, 그것을 가리키는 디스크립터를 돌려준다."),
            ],
            Count),

        new ChoiceQuestion<Snapshot>(
            "3-3",
            "fork 직후, 아무도 닫기 전이다. 서버 쪽의 소켓은 모두 몇 개일까?",
            expected: "나",
            [
                new("4개", seen => Sockets(seen) == 4, "넷이 된 것은 디스크립터다. 소켓은 운영체제 커널에 있고, fork는 그것을 복사하지 않는다."),
                new("2개", seen => Sockets(seen) == 2, "복사된 것은 번호다. 부모의 번호와 자식의 번호가 같은 소켓을 가리킨다."),
                new("3개", seen => Sockets(seen) == 3, "서버 소켓은 하나이고 연결된 소켓만 둘이라고 생각했을 수 있다. fork는 어느 소켓도 복사하지 않는다."),
            ],
            Count),

        new ChoiceQuestion<Snapshot>(
            "3-4",
            "부모가 clnt_sock을 닫으면 클라이언트의 연결은 어떻게 될까?",
            expected: "나",
            [
                new("끊긴다", seen => !IsEstablished(seen), "close는 소켓을 없애는 함수가 아니라 내 번호를 지우는 함수다. 자식의 번호가 남아 있다."),
                new("그대로다", IsEstablished, "소켓을 가리키는 디스크립터가 자식에게 하나 남아 있다. 마지막 하나가 닫힐 때까지 소켓은 살아 있다."),
            ],
            seen => IsEstablished(seen) ? "ESTABLISHED" : "ESTABLISHED가 아니다"),

        new ChoiceQuestion<string?>(
            "3-7",
            "클라이언트가 먼저 연결을 끊었고, 자식의 read가 0을 돌려주었다. 서버 쪽의 연결된 소켓은 지금 어떤 상태일까?",
            expected: "다",
            [
                new("사라졌다", seen => seen is null, "read의 0은 상대가 더 보내지 않는다는 알림이다. 이쪽의 디스크립터는 아직 열려 있다."),
                new("ESTABLISHED로 남아 있다", seen => seen == "ESTABLISHED", "상대의 FIN이 도착한 순간 커널이 상태를 바꾸어 놓았다."),
                new("CLOSE_WAIT로 남아 있다", seen => seen == "CLOSE_WAIT", "상대는 끝냈다고 했고, 이쪽에서 닫기를 기다린다는 뜻이다. 닫는 일은 자식에게 남아 있다."),
            ],
            seen => seen ?? "없음"),

        new NumberQuestion(
            "3-11",
            "클라이언트 셋이 다녀가는 동안 서버는 close를 모두 몇 번 부를까?",
            expected: 9,
            "클라이언트마다 부모가 clnt_sock을, 자식이 serv_sock과 clnt_sock을 닫는다. 셋이면 아홉 번이다.",
            (3, "클라이언트마다 한 번이 아니다. 디스크립터는 fork로 둘씩 늘어났다."),
            (6, "자식은 serv_sock도 닫고, 일을 마친 뒤 clnt_sock도 닫는다."),
            (12, "부모는 serv_sock을 닫지 않는다. 다음 클라이언트를 받아야 한다.")),
    ];

    private static int Sockets(Snapshot seen) => seen.Named.Select(d => d.Inode).Distinct().Count();

    private static string Count(Snapshot seen) => $"디스크립터 {seen.Named.Count}개, 소켓 {Sockets(seen)}개";

    private static bool IsEstablished(Snapshot seen) => seen.Connections.Any(socket => socket.State == "ESTABLISHED");
}
