namespace EchoNotebooks;

/// <summary>The questions of 02-echo-server: the program, call by call.</summary>
internal static class EchoServerQuestions
{
    public static IReadOnlyList<Question> All { get; } =
    [
        new ChoiceQuestion<int>(
            "2-3",
            "listen(serv_sock, 5)까지만 부르고 accept를 한 번도 부르지 않는 서버가 있다. connect는 몇 번까지 바로 성공할까?",
            expected: "다",
            [
                new("한 번도 성공하지 못한다", seen => seen == 0, "connect의 상대는 accept가 아니라 커널이다. 커널이 연결을 맺어 줄에 세워 둔다."),
                new("다섯 번", seen => seen == 5, "5는 줄의 길이인데, 리눅스는 그보다 하나 더 세워 둔다."),
                new("여섯 번", seen => seen == 6, "줄에 설 수 있는 수는 listen의 둘째 인자이고, 리눅스는 하나를 더 받는다(5+1)."),
                new("끝없이", seen => seen > 6, "줄이 차면 그다음 connect는 자리가 날 때까지 기다린다."),
            ]),

        new ChoiceQuestion<Timeline>(
            "2-5",
            "자식 하나가 종료되어, accept에서 기다리던 부모에게 SIGCHLD가 왔다. 등록해 둔 함수가 끝난 다음 이 서버는 어떻게 될까?",
            expected: "나",
            [
                new(
                    "accept에서 아무 일 없이 계속 기다린다",
                    seen => !Accepts(seen).Any(IsInterrupted),
                    "SA_RESTART를 준 처리기라면 그렇다. 이 프로그램은 sa_flags를 0으로 두었다."),
                new(
                    "accept가 실패하고, 서버는 accept를 다시 부른다",
                    seen => Accepts(seen).Any(IsInterrupted) && !IsInterrupted(Accepts(seen)[^1]),
                    "EINTR는 시그널에 중단되었다는 뜻일 뿐이다. 잃은 연결은 없으므로 continue로 돌아가 다시 부르면 된다."),
                new(
                    "accept가 실패하고, 서버가 끝난다",
                    seen => Accepts(seen).Any(IsInterrupted) && IsInterrupted(Accepts(seen)[^1]),
                    "실패를 보고 끝내는 프로그램도 있지만, 이 프로그램은 clnt_sock이 -1이면 continue로 돌아간다."),
            ],
            seen => $"EINTR로 실패한 accept {Accepts(seen).Count(IsInterrupted)}번, 부른 accept 모두 {Accepts(seen).Count}번"),

        new ChoiceQuestion<string>(
            "2-6",
            "fork로 태어난 자식이 맨 처음 겪는 일은 무엇일까?",
            expected: "나",
            [
                new("main의 처음으로 가서 socket을 부른다", seen => seen == "socket", "자식은 프로그램을 처음부터 시작하지 않는다. 그랬다면 bind가 실패했을 것이다."),
                new("fork에서 0을 받고 돌아온다", seen => seen == "fork", "자식은 fork가 돌아오는 곳에서 시작한다. 부모와 다른 것은 돌려받은 값뿐이다."),
                new("accept를 부른다", seen => seen == "accept", "accept는 부모의 일이다. 자식은 fork 다음 줄에서 pid가 0인 갈래로 간다."),
            ]),

        new ChoiceQuestion<IReadOnlyList<long>>(
            "2-8",
            "BUF_SIZE는 30이다. 클라이언트가 200바이트를 한 번에 보내면 자식의 read는 무엇을 돌려줄까?",
            expected: "다",
            [
                new("200을 한 번", seen => seen.Contains(200), "read는 부탁받은 만큼보다 많이 읽지 않는다. 부탁한 것은 30이다."),
                new(
                    "30을 한 번. 나머지 170바이트는 사라진다",
                    seen => seen.Count(n => n > 0) == 1 && seen[0] == 30,
                    "읽지 않은 바이트는 커널이 갖고 있다가 다음 read에 준다."),
                new(
                    "30을 여섯 번, 20을 한 번",
                    seen => seen.Count(n => n == 30) == 6 && seen.Count(n => n == 20) == 1,
                    "TCP는 메시지가 아니라 바이트의 흐름을 나른다. 어디서 끊어 읽든 순서와 내용은 그대로다."),
            ],
            seen => string.Join(", ", seen)),

        new ChoiceQuestion<char>(
            "2-10",
            "부모가 아직 회수하지 않은 좀비에게 SIGKILL(kill -9)을 보내면 어떻게 될까?",
            expected: "나",
            [
                new("사라진다", seen => seen != 'Z', "좀비는 이미 끝난 프로세스다. 더 끝낼 것이 없으니 SIGKILL도 할 일이 없다."),
                new(
                    "그대로 남는다",
                    seen => seen == 'Z',
                    "남은 것은 번호와 종료 상태뿐이다. 그것은 부모가 waitpid로 받아 가거나 부모가 끝나야 없어진다."),
            ],
            seen => seen == 'Z' ? "Z(좀비)" : seen == '\0' ? "없음" : $"{seen}"),

        new ChoiceQuestion<int>(
            "2-11",
            "부모를 멈춰 둔 채 자식 셋을 차례로 종료시킨다. 그다음에 부모를 움직이면 SIGCHLD는 몇 번 전달될까?",
            expected: "가",
            [
                new("한 번", seen => seen == 1, "전달되기를 기다리는 SIGCHLD는 하나뿐이다. 커널은 왔다는 표시만 해 두고, 표시가 이미 있으면 또 하지 않는다."),
                new("두 번", seen => seen == 2, "하나는 전달되고 하나는 기다린다고 생각했을 수 있다. 부모가 서 있는 동안에는 하나도 전달되지 않는다."),
                new("세 번", seen => seen == 3, "시그널은 몇 번 일어났는지를 세어 주지 않는다. 커널이 해 두는 것은 왔다는 표시 하나다."),
            ]),

        new ChoiceQuestion<int>(
            "2-13",
            "교재의 서버를 출력을 파이프로 받으며 실행하고 클라이언트 셋이 다녀갔다. \"new client connected...\"는 모두 몇 줄일까?",
            expected: "나",
            [
                new("3줄", seen => seen == 3, "puts는 세 번 불렸다. 하지만 파이프로 나가는 글은 버퍼에 남아 있었고, fork가 그 버퍼까지 복사했다."),
                new("6줄", seen => seen == 6, "첫째 자식은 1줄, 둘째는 2줄, 셋째는 3줄을 물려받아 끝날 때 쏟아 낸다. 복사되는 것에는 아직 쓰지 않은 글도 있다."),
                new("0줄", seen => seen == 0, "버퍼에 남은 글은 프로세스가 끝날 때 나간다."),
            ]),
    ];

    private static IReadOnlyList<TraceStep> Accepts(Timeline seen) => [.. seen.Of(Role.Parent).Where(step => step.Call == "accept")];

    private static bool IsInterrupted(TraceStep accept) => accept.Error == "EINTR";
}
