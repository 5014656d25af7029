namespace EchoNotebooks;

/// <summary>The questions of 04-failures: what is missing, and what remains.</summary>
internal static class FailureQuestions
{
    public static IReadOnlyList<Question> All { get; } =
    [
        new ChoiceQuestion<bool>(
            "4-1",
            "부모를 세워 두어 clnt_sock을 닫지 못하게 했다. 자식은 서비스를 마치고 자기 것을 닫았다. 클라이언트는 연결의 끝(파일의 끝)을 알게 될까?",
            expected: "나",
            [
                new("알게 된다", seen => seen, "자식이 닫은 것은 자식의 번호다. 부모의 번호가 소켓을 붙들고 있어서 FIN이 나가지 않는다."),
                new("알지 못한다", seen => !seen, "소켓을 가리키는 디스크립터가 부모에게 남아 있다. 마지막 close가 있어야 끝이 전해진다."),
            ],
            seen => seen ? "끝이 왔다" : "끝이 오지 않았다"),

        new ChoiceQuestion<bool>(
            "4-2",
            "자식을 세워 두어 serv_sock을 닫지 못하게 하고 부모만 강제 종료했다. 같은 포트로 서버를 바로 다시 시작할 수 있을까?",
            expected: "나",
            [
                new("부모가 끝났으니 시작할 수 있다", seen => seen, "포트를 쥐고 있는 것은 프로세스가 아니라 LISTEN 상태의 소켓이다. 자식의 디스크립터가 그 소켓을 살려 둔다."),
                new("자식이 끝날 때까지 시작할 수 없다", seen => !seen, "서버 소켓은 마지막 디스크립터가 닫혀야 사라진다. 그 하나를 자식이 쥐고 있다."),
            ],
            seen => seen ? "시작했다" : "bind가 거부되었다"),

        new ChoiceQuestion<int>(
            "4-3",
            "SIGCHLD를 다루지 않는 서버에 클라이언트 여섯 개가 차례로 다녀갔다. 좀비는 몇 개 남았을까?",
            expected: "다",
            [
                new("0", seen => seen == 0, "좀비는 저절로 사라지지 않는다. 부모가 waitpid로 회수하거나 SIGCHLD를 무시한다고 밝혀야 한다."),
                new("1", seen => seen == 1, "다음 자식이 끝나도 앞의 좀비는 그대로 있다."),
                new("6", seen => seen == 6, "회수하지 않은 자식마다 하나씩 남는다."),
            ]),

        new ChoiceQuestion<int>(
            "4-4",
            "시그널 하나에 waitpid를 한 번만 부르는 서버에서 클라이언트 100개가 연결을 한꺼번에 닫았다. 좀비는 몇 개 남았을까?",
            expected: "나",
            [
                new("없다", seen => seen == 0, "자식 100개가 끝나는 동안 SIGCHLD는 100번보다 적게 전달된다. 합쳐진 만큼 회수하지 못한다."),
                new(
                    "1~99",
                    seen => seen is >= 1 and <= 99,
                    "시그널은 쌓이지 않는다. 이미 기다리는 SIGCHLD가 있으면 새것은 거기에 합쳐진다. 얼마나 합쳐질지는 실행할 때마다 다르다."),
                new("100", seen => seen >= 100, "합쳐져도 한 번은 온다. 처리기가 불릴 때마다 자식 하나는 회수한다."),
            ]),

        new ChoiceQuestion<bool>(
            "4-8",
            "SO_REUSEADDR를 켜지 않은 서버가 클라이언트보다 먼저 끝났다. 프로세스는 하나도 남지 않았다. 바로 다시 시작하면 어떻게 될까?",
            expected: "나",
            [
                new("프로세스가 없으니 시작한다", seen => seen, "먼저 닫은 쪽의 연결은 TIME_WAIT로 한동안 커널에 남는다. 프로세스가 없어도 포트는 쓰이고 있다."),
                new("bind가 거부된다", seen => !seen, "서버가 먼저 닫은 연결이 TIME_WAIT로 남아 그 포트를 쓰고 있다."),
            ],
            seen => seen ? "시작했다" : "bind가 거부되었다"),
    ];
}
