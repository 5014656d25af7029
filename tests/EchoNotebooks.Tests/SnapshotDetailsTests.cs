using AngleSharp.Html.Parser;
using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>What a snapshot shows beyond ownership, where it is asked to.</summary>
public sealed class SnapshotDetailsTests
{
    private const string Odd = """
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <fcntl.h>
        #include <netinet/in.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/socket.h>
        #include <unistd.h>

        int main(int argc, char **argv)
        {
            int s = socket(AF_INET, SOCK_STREAM, 0), f = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
            struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            sigset_t set;
            sigemptyset(&set);
            sigaddset(&set, SIGUSR1);
            sigaddset(&set, SIGUSR2);
            sigprocmask(SIG_BLOCK, &set, NULL);
            signal(SIGCHLD, SIG_IGN);
            kill(getpid(), SIGUSR2);
            if (f == -1 || lseek(f, 7, SEEK_SET) != 7) return 2;
            if (bind(s, (void *)&a, sizeof a) || listen(s, 5) || accept(s, 0, 0) == -1) return 1;
            fcntl(s, F_SETFL, O_NONBLOCK);
            puts("ready");
            fflush(stdout);
            for (;;) pause();
        }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signals_flags_and_queues_of_a_real_program_are_those_that_it_has_set()
    {
        Need.Program("cc", "sudo apt-get install gcc");
        await using var server = await EchoServer.StartAsync(ServerProgram.C(Odd), ct: Stop);
        await using var first = await server.ConnectAsync(Stop);
        await server.WaitForOutputAsync("ready", TimeSpan.FromSeconds(60));
        await using var second = await server.TryConnectAsync(TimeSpan.FromSeconds(60));
        await using var third = await server.TryConnectAsync(TimeSpan.FromSeconds(60));
        await first.SendAsync("안녕", Stop);
        await server.WaitUntilAsync(
            now => now.ListeningSocket?.ReceiveQueue == 2 && now.Connections.Any(socket => socket.ReceiveQueue > 0),
            TimeSpan.FromSeconds(60));

        var snapshot = server.Snapshot(with: Details.All).WithEverything();
        Assert.Equal(
            ["SIGCHLD: 무시", "막은 시그널: SIGUSR1, SIGUSR2", "전달을 기다리는 시그널: SIGUSR2"],
            OwnershipPicture.Of(snapshot).Processes[0].Signals);
        Assert.Equal(["연결 대기열 2 / 6", "O_RDWR|O_NONBLOCK", ""], RowOf(snapshot, "serv_sock"));
        Assert.Equal(["받는 큐 6바이트 · 보내는 큐 0바이트", "O_RDWR", ""], RowOf(snapshot, "clnt_sock"));
        var program = Assert.Single(snapshot.Facts.Descriptors, fact => fact.CloseOnExec);
        Assert.Equal(["", "O_RDONLY|오프셋 7", "close-on-exec"], RowOf(snapshot, ObjectWords.Short(program)));
    }

    [Fact]
    public async Task A_traced_server_that_stands_still_tells_the_same_details()
    {
        if (EchoServer.WhyNotTrace is { } why) Assert.Skip(why);
        Need.Program("cc", "sudo apt-get install gcc");
        await using var server = await EchoServer.TraceAsync(ServerProgram.Textbook, ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        // The client may know of the connection before it stands in the queue.
        await Wait.UntilAsync(() => Ports.Look(server.Port).Listening?.ReceiveQueue == 1, () => $"{Ports.Look(server.Port)}");
        var snapshot = server.Snapshot(with: Details.All);
        Assert.Contains("SIGCHLD: 처리기", snapshot.ToString(), StringComparison.Ordinal);
        Assert.Equal(["연결 대기열 1 / 6", "O_RDWR", ""], RowOf(snapshot, "serv_sock"));
        Assert.DoesNotContain("못했다", snapshot.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_ended_before_it_was_read_the_picture_says_that_it_could_not_be_read()
    {
        var server = await EchoServer.StartAsync(ct: Stop);
        var ended = server.Snapshot();
        await server.DisposeAsync();
        var text = ended.Reading(Details.All).ToString();
        Assert.Contains("시그널을 읽지 못했다", text, StringComparison.Ordinal);
        Assert.Contains("플래그를 읽지 못했다", text, StringComparison.Ordinal);
        Assert.Contains("큐를 읽지 못했다", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_and_its_table_tell_the_same_details_and_a_snapshot_without_them_has_neither()
    {
        var page = new HtmlParser().ParseDocument(View.ToHtml(GoldenViewTests.Of("details")));
        var heads = page.QuerySelectorAll("table.facts th").Select(head => head.TextContent).ToList();
        var from = heads.IndexOf("변화") + 1;
        Assert.Equal(["시그널", "close-on-exec", "항목의 플래그", "큐"], heads[from..]);
        var told = page.QuerySelectorAll("table.facts tbody tr").SelectMany(row => row.QuerySelectorAll("td").Skip(from))
            .Select(cell => cell.TextContent).Where(cell => cell.Length > 0).ToHashSet();
        var drawn = string.Join(' ', page.QuerySelectorAll("svg text").Select(text => text.TextContent));
        foreach (var fact in told.SelectMany(cell => cell.StartsWith("받는", StringComparison.Ordinal) ? [cell] : cell.Split(" · ")))
            Assert.Contains(fact, drawn, StringComparison.Ordinal);
        Assert.Contains("큐를 읽지 못했다", told);
        Assert.Contains("플래그를 읽지 못했다", told);
        Assert.Contains("시그널을 읽지 못했다", told);

        page = new HtmlParser().ParseDocument(View.ToHtml(Scene.Detailed().With(null).Take()));
        Assert.Equal("변화", page.QuerySelectorAll("table.facts th")[^1].TextContent);
        Assert.DoesNotContain("SIGCHLD", page.Body!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>The queue, the flags and close-on-exec of a descriptor by its name.</summary>
    private static string[] RowOf(Snapshot snapshot, string name)
    {
        var picture = OwnershipPicture.Of(snapshot);
        var row = picture.Processes.SelectMany(process => process.Rows).Single(row => row.Name == name);
        var description = picture.Descriptions[row.Description!.Value];
        return [picture.Objects[description.Object].Queue, string.Join('|', description.Status), row.Flag];
    }
}
