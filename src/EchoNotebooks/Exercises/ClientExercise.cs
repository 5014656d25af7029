namespace EchoNotebooks;

/// <summary>E15: the client that divides its work between parent and child; how does the server learn that no more comes?</summary>
internal static class ClientExercise
{
    private const string Input = "first\nsecond\nthird\n";
    private const string Shuts = "        shutdown(sock, SHUT_WR);\n";

    private static ProgramText Right { get; } = new(
        """
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/socket.h>
        #include <sys/wait.h>
        #include <unistd.h>

        #define BUF_SIZE 30

        int main(int argc, char *argv[])
        {
            struct sockaddr_in serv_adr = { .sin_family = AF_INET };
            char buf[BUF_SIZE];
            ssize_t str_len;
            int sock = socket(PF_INET, SOCK_STREAM, 0);

            if (argc != 3)
                return 1;
            signal(SIGPIPE, SIG_IGN);
            serv_adr.sin_addr.s_addr = inet_addr(argv[1]);
            serv_adr.sin_port = htons(atoi(argv[2]));
            if (connect(sock, (struct sockaddr *)&serv_adr, sizeof(serv_adr)) == -1)
                return 1;

            if (fork() == 0) {
                /* 자식은 쓰기만 한다. */
                while ((str_len = read(STDIN_FILENO, buf, BUF_SIZE)) > 0)
                    write(sock, buf, str_len);
                shutdown(sock, SHUT_WR);
                close(sock);
                return 0;
            }
            /* 부모는 읽기만 한다. */
            while ((str_len = read(sock, buf, BUF_SIZE)) > 0)
                write(STDOUT_FILENO, buf, str_len);
            close(sock);
            wait(NULL);
            return 0;
        }

        """);

    private static Rule BothWaysEnd { get; } = new("E15", timeline =>
    {
        var writes = timeline.Where(step => step is { Call: "write", Descriptor: "sock" });
        if (writes.Count == 0) return new("서버에게 보낸 것이 없다.") { Read = "03 §10" };
        var shuts = timeline.Where(step => step is { Call: "shutdown", Descriptor: "sock", Error: null });
        if (shuts.FirstOrDefault(step => "SHUT_RDWR".Equals(step.Arguments.GetValueOrDefault("how"))) is { } both)
            return new("shutdown이 받는 쪽까지 끝냈다(SHUT_RDWR). 부모가 아직 읽지 않은 에코를 잃을 수 있다.", both) { Read = "03 §10" };
        if (shuts.FirstOrDefault(shut => writes.Any(write => write.Pid != shut.Pid) && !HasWaited(shut)) is { } early)
            return new("쓰는 것은 자식인데 부모가, 자식이 다 썼는지 모르는 채 보내는 쪽을 끝냈다.", early) { Read = "03 §10" };
        if (!timeline.Any(step => step.IsEndOfFile && step.Descriptor == "sock"))
            return new(
                "부모가 연결의 끝을 읽지 못하고 기다리기만 한다. 자식의 close는 자식의 번호만 지웠다. "
                + "부모의 번호가 같은 소켓을 잡고 있어 서버에는 끝이 가지 않는다.",
                timeline.LastOrDefault(step => step is { Call: "close", Descriptor: "sock" }))
            {
                Read = "03 §10",
            };
        var (sent, received) = (Bytes("write"), Bytes("read"));
        if (sent != received) return new($"{sent}바이트를 보내고 {received}바이트를 받았다.") { Read = "03 §10" };
        return timeline.End.Facts.Processes.Any(process => process.State is not ('Z' or 'X'))
            ? new("연결이 끝난 뒤에도 끝나지 않은 프로세스가 있다.") { Read = "03 §10" } : null;

        long Bytes(string call) => timeline.Where(step => step is { Descriptor: "sock", Result: > 0 } && step.Call == call)
            .Sum(step => step.Result!.Value);

        // The parent has reaped the one that writes: everything is written.
        bool HasWaited(TraceStep shut) =>
            timeline.Any(step => step.Pid == shut.Pid && step.Index < shut.Index && step.ReapedChild is not null);
    });

    /// <summary>The exercise. After the rule: it must be there first.</summary>
    public static IReadOnlyList<(string Id, Func<int, Exercise> Make)> All { get; } =
    [
        ("E15", seed => new MendingExercise(
            "E15", seed, 2, "입출력을 나눈 클라이언트다. 보낸 것을 모두 돌려받았는데도 부모가 끝나지 않는다. 서버에 끝을 알리게 고쳐라.",
            Right,
            [
                ("close만 한다", Right.With(Shuts, "")),
                ("받는 쪽까지 끝낸다", Right.With("SHUT_WR", "SHUT_RDWR")),
                ("부모가 끝낸다", Right.With(Shuts, "").With("    /* 부모는", "    shutdown(sock, SHUT_WR);\n    /* 부모는")),
            ],
            "자식이 close한 뒤에 그 소켓을 가리키는 디스크립터가 몇 개 남는지 센다.", "close는 번호를 지우고 shutdown은 연결을 끝낸다. 보내는 쪽만, 다 쓴 프로세스가 끝낸다.")
        {
            Rules = [BothWaysEnd],
            Recorder = RecordAsync,
        }),
    ];

    private static async Task<Timeline> RecordAsync(ServerProgram client, RecordingLimit limit)
    {
        using var ended = limit;
        var server = await EchoServer.StartAsync(ServerProgram.TextbookIfPossible, ct: limit.Token, caller: "").ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
            return await ClientProgram.Of(client).RecordAsync(server, Input, limit).ConfigureAwait(false);
    }
}
