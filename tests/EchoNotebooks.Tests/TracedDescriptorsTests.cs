using EchoNotebooks.Linux;

namespace EchoNotebooks.Tests;

/// <summary>What a timeline says of programs that pass, keep, fetch and wait in rare ways.</summary>
public sealed class TracedDescriptorsTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private const string Head = """
        #define _GNU_SOURCE
        #include <netinet/in.h>
        #include <arpa/inet.h>
        #include <poll.h>
        #include <pthread.h>
        #include <sched.h>
        #include <signal.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/prctl.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <unistd.h>

        static int listening(char **argv)
        {
            int s = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
            setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
            struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            if (bind(s, (void *)&a, sizeof a) || listen(s, 5)) exit(1);
            return s;
        }

        static void echo(int c)
        {
            char b[30];
            int n;
            while ((n = read(c, b, sizeof b)) > 0) if (write(c, b, n) != n) break;
        }

        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passed_socket_is_not_called_closed_while_its_message_is_in_flight()
    {
        await using var server = await EchoServer.TraceAsync(ServerProgram.C(Head + """
            int main(int argc, char **argv)
            {
                int s = listening(argv), pair[2], go[2];
                if (argc < 2 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || pipe(go)) return 5;
                char data = 'x', control[CMSG_SPACE(sizeof(int))] = { 0 };
                struct iovec v = { &data, 1 };
                struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
                if (fork() == 0) {
                    close(s);
                    if (read(go[0], &data, 1) != 1 || recvmsg(pair[1], &m, 0) != 1) _exit(2);
                    int c;
                    memcpy(&c, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof c);
                    echo(c);
                    close(c);
                    _exit(0);
                }
                int c = accept(s, 0, 0);
                struct cmsghdr *h = CMSG_FIRSTHDR(&m);
                h->cmsg_level = SOL_SOCKET, h->cmsg_type = SCM_RIGHTS, h->cmsg_len = CMSG_LEN(sizeof c);
                memcpy(CMSG_DATA(h), &c, sizeof c);
                if (sendmsg(pair[0], &m, 0) != 1) return 3;
                close(c);
                if (write(go[1], "g", 1) != 1) return 4;
                wait(0);
                pause();
            }
            """), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var passed = await server.RunUntilAsync(After.Call("pass"), Timeout);
        Assert.Matches(@"^부모 프로세스: sendmsg가 디스크립터 \d+번을 메시지에 실어 보냈다\(SCM_RIGHTS\)$", passed.What);

        var closed = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent), Timeout);
        var text = string.Join('\n', closed.Diff!.Changes);
        Assert.Contains("1개에서 0개가 되었다. 소켓은 닫히지 않았다: 아직 아무도 받지 않은 메시지(SCM_RIGHTS)가 쥐고 있다.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("닫힌다", text, StringComparison.Ordinal);
        Assert.DoesNotContain("소멸", closed.Diff.ToString(), StringComparison.Ordinal);
        Assert.Equal(SocketHold.Message, Assert.Single(closed.After!.Facts.Sockets, socket => socket.HeldBy is not null).HeldBy);

        var received = await server.RunUntilAsync(After.Call("receive"), Timeout);
        Assert.Matches(
            $@"^자식 프로세스 1: recvmsg가 메시지에 실려 온 디스크립터를 받았다: \d+번이다\. 보낸 쪽은 부모 프로세스\(pid {server.Pid}\)다$", received.What);
        Assert.Contains("0개에서 1개가 되었다", string.Join('\n', received.Diff!.Changes), StringComparison.Ordinal);
        Assert.DoesNotContain("새로 생겼고", string.Join('\n', received.Diff.Changes), StringComparison.Ordinal);
        Assert.Equal("clnt_sock", Assert.Single(received.After!.Named, named => named.Role == Role.Child(1)).Name);

        await client.CloseAsync();
        var last = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Child), Timeout);
        Assert.Contains("소켓도 닫힌다", string.Join('\n', last.Diff!.Changes), StringComparison.Ordinal);
        var life = Assert.Single(server.Timeline.Sockets, life => life.Name == "clnt_sock 1");
        Assert.Equal(last.Index, life.DestroyedAt);
        Assert.Equal(2, life.Holdings.Count);
    }

    [Fact]
    public async Task A_process_that_is_not_followed_keeps_its_socket_and_the_timeline_says_so()
    {
        await using var server = await EchoServer.TraceAsync(ServerProgram.C(Head + """
            int main(int argc, char **argv)
            {
                int s = listening(argv), c = accept(s, 0, 0);
                (void)argc;
                int pid = syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);
                if (pid == 0) { prctl(PR_SET_PDEATHSIG, SIGKILL); for (;;) poll(0, 0, -1); }
                close(c);
                kill(pid, SIGKILL);
                waitpid(pid, 0, 0);
                pause();
            }
            """), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var forked = await server.RunUntilAsync(After.Fork, Timeout);
        Assert.Contains($"새 프로세스(pid {forked.Result})는 추적을 받지 않는다(CLONE_UNTRACED)", forked.What, StringComparison.Ordinal);
        var closed = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent), Timeout);
        Assert.Contains("소켓은 닫히지 않았다: 추적하지 않는 프로세스가 쥐고 있다.", string.Join('\n', closed.Diff!.Changes), StringComparison.Ordinal);
        var waited = await server.RunUntilAsync(After.Wait, Timeout);
        Assert.Equal(forked.Result, waited.Result);
        // The process is killed at any time between the two steps.
        Assert.Contains("소켓도 닫혔다", string.Join('\n', waited.After!.Since(closed.After!).Changes), StringComparison.Ordinal);
        Assert.DoesNotContain(waited.After!.Facts.Sockets, socket => socket.HeldBy is not null);
    }

    [Fact]
    public async Task A_wait_says_what_it_has_reaped_and_only_that_is_After_Wait()
    {
        await using var server = await EchoServer.TraceAsync(ServerProgram.C(Head + """
            int main(int argc, char **argv)
            {
                siginfo_t info;
                int s = listening(argv), pid = fork();
                (void)s, (void)argc;
                if (pid == 0) for (;;) pause();
                kill(pid, SIGSTOP);
                waitpid(pid, 0, WUNTRACED);
                waitpid(pid, 0, WNOHANG);
                kill(pid, SIGKILL);
                waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
                waitid(P_PID, pid, &info, WEXITED);
                pause();
            }
            """), ct: Stop);
        for (var waits = 0; waits < 3; waits++) await server.RunUntilAsync(After.Call("wait"), Timeout);
        var waited = await server.RunUntilAsync(After.Wait, Timeout);
        Assert.Equal(("waitid", 0), (waited.SystemCall, waited.Result));
        var child = Assert.Single(server.Timeline, step => step is { Call: "fork", Result: > 0 }).Result;
        Assert.Equal(
            [
                $"waitpid가 돌아왔다: 자식 프로세스 1(pid {child})이 멈추었다. 끝나지 않았으므로 회수하지 않았다",
                "waitpid가 0을 돌려주었다: 아직 끝난 자식이 없다",
                $"waitid가 돌아왔다: 자식 프로세스 1(pid {child})이 끝난 것을 알려 주기만 하고 회수하지 않았다(WNOWAIT). 좀비로 남는다",
                $"waitid가 돌아왔다: 끝난 자식 프로세스 1(pid {child})을 회수했다",
            ],
            server.Timeline.Where(step => step is { Call: "wait", After: not null }).Select(step => step.What["부모 프로세스: ".Length..]));
        // Who was reaped stands in the head, not who waits.
        Assert.StartsWith(
            $"waitid({child}) = 0 (자식 프로세스 1)\n부모 프로세스: waitid가 돌아왔다: 끝난 자식 프로세스 1(pid {child})을 회수했다\n",
            waited.ToString());
        Assert.Empty(waited.After!.Children);
        Assert.Single(waited.Before.Zombies);
    }

    [Fact]
    public async Task A_read_of_nothing_is_not_the_end_of_file_and_a_shut_socket_keeps_its_address_in_words()
    {
        await using var server = await EchoServer.TraceAsync(ServerProgram.C(Head + """
            int main(int argc, char **argv)
            {
                char b[30];
                int s = listening(argv);
                (void)argc;
                for (;;) {
                    int c = accept(s, 0, 0);
                    if (fork() == 0) {
                        close(s);
                        if (read(c, b, 0)) _exit(2);
                        echo(c);
                        shutdown(c, SHUT_RDWR);
                        close(c);
                        _exit(0);
                    }
                    close(c);
                }
            }
            """), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var address = client.LocalEndPoint.ToString();
        await server.RunUntilAsync(After.Fork, Timeout);
        await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child), Timeout);
        await client.CloseAsync();
        var end = await server.RunUntilAsync(After.EndOfFile, Timeout);
        Assert.Equal("자식 프로세스 1: read(clnt_sock)가 0(EOF)을 돌려주었다: 상대가 더 보낼 것이 없다", end.What);
        var nothing = server.Timeline.First(step => step is { Call: "read", Result: 0 });
        Assert.True(nothing.Index < end.Index);
        Assert.Contains("파일의 끝(EOF)은 아니다", nothing.What, StringComparison.Ordinal);

        var shut = await server.RunUntilAsync(After.Call("shutdown", by: Role.Child), Timeout);
        Assert.Contains(address, string.Join('\n', shut.Diff!.Changes), StringComparison.Ordinal);
        var closed = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Child), Timeout);
        Assert.Null(Assert.Single(closed.Before.Connections).Remote);
        Assert.Contains(address, string.Join('\n', closed.Diff!.Changes), StringComparison.Ordinal);
        Assert.Contains(address, closed.Before.ToString(), StringComparison.Ordinal);
    }
}
