namespace EchoNotebooks;

/// <summary>E15: the client that divides its work between parent and child; how does the server learn that no more comes?</summary>
internal static class ClientExercise
{
    private const string Input = "first\nsecond\nthird\n";
    private const string Copies =
        "        while ((str_len = read(STDIN_FILENO, buf, BUF_SIZE)) > 0)\n            write(sock, buf, str_len);\n";
    private const string Shows = "        write(STDOUT_FILENO, buf, str_len);\n";
    private const string ChildEnds = "        close(sock);\n        return 0;\n    }\n";
    private const string Ends = "    wait(NULL);\n    return 0;\n";
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
        if (!timeline.Any(step => step is { Call: "fork", Result: > 0 }))
            return new("fork하지 않았다. 쓰는 일은 자식에게, 읽는 일은 부모에게 나누어야 한다.") { Read = "03 §10" };
        var (sent, received) = (Bytes("write"), Bytes("read"));
        if (sent != Input.Length)
            return new($"표준 입력에는 {Input.Length}바이트가 있는데 서버에게 {sent}바이트를 보냈다.", writes[^1]) { Read = "03 §10" };
        if (sent != received) return new($"{sent}바이트를 보내고 {received}바이트를 받았다.") { Read = "03 §10" };
        var shown = timeline.Where(step => step is { Call: "write", Fd: 1, Descriptor: null, Result: > 0 });
        if (string.Concat(shown.Select(step => step.Arguments.GetValueOrDefault("data"))) != Input)
            return new("서버가 돌려준 것이 표준 출력에 그대로 나오지 않았다.", shown is [.., var last] ? last : null) { Read = "03 §10" };
        if (timeline.Of(Role.Parent).FirstOrDefault(step => step.Call == "exit") is { } exit
            && exit.Arguments.GetValueOrDefault("code") is not 0L)
            return new("모두 주고받았는데 클라이언트가 종료 코드 0으로 끝나지 않았다.", exit) { Read = "03 §10" };
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
                ("표준 입력을 보내지 않는다", Right.With(Copies, "        (void)str_len;\n        write(sock, \"x\", 1);\n")),
                ("혼자서 차례로 한다", Right.With("    if (fork() == 0) {\n", "    {\n").With(ChildEnds, "    }\n")),
                ("받은 것을 쓰지 않는다", Right.With(Shows, "        ;\n")),
                ("실패했다고 끝낸다", Right.With(Ends, "    wait(NULL);\n    return 1;\n")),
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
        var server = await StartAsync(limit.Token).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var timeline = await ClientProgram.Of(client).RecordAsync(server, Input, limit).ConfigureAwait(false);
            return await server.FaultAsync().ConfigureAwait(false) is { } why ? throw new EchoServerException(why) : timeline;
        }
    }

    /// <summary>The server is no part of the submission: where it does not start, the machine is at fault.</summary>
    private static async Task<EchoServer> StartAsync(CancellationToken ct)
    {
        try
        {
            return await EchoServer.StartAsync(ServerProgram.TextbookIfPossible, ct: ct, caller: "").ConfigureAwait(false);
        }
        catch (EchoServerException e)
        {
            throw new EchoServerException(e.Message, e);
        }
    }
}
