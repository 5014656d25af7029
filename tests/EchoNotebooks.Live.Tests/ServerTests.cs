using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;

namespace EchoNotebooks.Live.Tests;

/// <summary>What a window shows of a server, and does with it.</summary>
public sealed class ServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_traced_server_goes_from_call_to_call_with_its_clients_and_the_history_is_its_timeline()
    {
        await using var window = await Window.OpenTextbookAsync("--step");
        var state = await window.StateAsync();
        Assert.Equal("standing", Window.Motion(state));
        await window.CommandAsync(new { @do = "connect", count = 1 });
        await window.UntilAsync(now => Window.Clients(now) is ["연결되었고 accept를 기다린다"]);

        // Somebody from outside, while the server stands still: nothing of it is the server's yet.
        using var outside = new TcpClient();
        await outside.ConnectAsync(IPAddress.Loopback, state.GetProperty("port").GetInt32(), Stop);
        await window.UntilAsync(now => now.GetProperty("queued") is { ValueKind: System.Text.Json.JsonValueKind.Number } queued
            && queued.GetInt32() == 2);
        foreach (var point in (string[])["accept", "fork", "close"]) state = await window.GoAsync(point);
        var close = await window.GetAsync("present");
        Assert.Contains("close(", close);
        Assert.Contains("디스크립터가 닫혔다", close);
        Assert.Contains("\"file\":\"echo_mpserv.c\"", close);

        Assert.Equal(HttpStatusCode.Accepted, (await window.CommandAsync(new { @do = "run" })).StatusCode);
        state = await window.UntilAsync(now => Window.Clients(now).Count(one => one.StartsWith("자식 프로세스", StringComparison.Ordinal)) == 2);
        Assert.Contains(0, state.GetProperty("clients").EnumerateArray().Select(one => one.GetProperty("number").GetInt32()));

        await window.CommandAsync(new { @do = "say", client = 1, text = "<b>안녕</b>" });
        await window.UntilAsync(now => now.GetProperty("clients")[0].GetProperty("lines").GetInt32() == 3);
        var said = await window.GetAsync("conversation?client=1");
        Assert.Contains("\"kind\":\"got\"", said);
        Assert.DoesNotContain("<b>", said);
        await window.CommandAsync(new { @do = "finish", client = 1 });
        await window.UntilAsync(now => Window.Clients(now)[0] == "서버가 연결을 닫았다");

        await window.CommandAsync(new { @do = "pause" });
        state = await window.UntilAsync(now => Window.Motion(now) == "standing");
        var count = state.GetProperty("count").GetInt32();
        Assert.Contains("socket(", await window.GetAsync("moment?at=0"));
        Assert.Contains("echo_mpserv.c", await window.GetAsync("source?at=0"));
        Assert.Contains($"data-index=\"{count - 1}\"", await window.GetAsync($"calls?at={count - 1}"));

        // What is saved is what echonb trace writes.
        using var lines = new StringReader(await window.GetAsync("trace.jsonl"));
        Assert.Equal(count, Timeline.FromJson(lines).Count(step => !step.IsPending));
        Assert.EndsWith("</html>", (await window.GetAsync("timeline.html")).TrimEnd());
    }

    [Fact(Explicit = true)]
    public async Task Two_hundred_clients_that_come_and_go_are_all_in_the_history_and_the_states_are_merged()
    {
        await using var window = await Window.OpenTextbookAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(window.Address, 1280, 800);
        var port = (await window.StateAsync()).GetProperty("port").GetInt32();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var told = window.CountAsync(over.Token);
        const int Clients = 200;
        var visiting = Task.Run(async () =>
        {
            for (var i = 0; i < Clients; i++)
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, Stop);
            }
        }, Stop);
        await visiting;
        // All that were accepted have been forked for.
        await window.UntilAsync(now => now.GetProperty("queued").GetInt32() == 0 && now.GetProperty("clients").GetArrayLength() == 0
            && now.GetProperty("processes").GetInt32() - now.GetProperty("zombies").GetInt32() == 1);
        // The last one may stand between its connection and its accept when the window looks.
        var timeline = await HistoryAsync();
        for (var looks = 0; looks < 600 && timeline.Count(step => step is { Call: "fork", Result: > 0 }) < Clients; looks++)
        {
            await Task.Delay(100, Stop);
            timeline = await HistoryAsync();
        }
        Assert.Equal(Clients, timeline.Count(step => step is { Call: "accept", Result: > 0 }));
        Assert.Equal(Clients, timeline.Count(step => step is { Call: "fork", Result: > 0 }));
        // Many steps are one state; the page is not told of each, and does what it is asked to.
        await over.CancelAsync();
        Assert.InRange(await told, 2, timeline.Count / 2);
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(page.Locator("#heading")).ToContainTextAsync("socket(", new() { Timeout = 60_000 });
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(page.Locator("#picture svg")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        Assert.Equal([], chromium.Complaints);
        Assert.True((await window.GetAsync($"calls?at={timeline.Count}")).Length < 200_000);
        Assert.True((await window.GetAsync("present")).Length < 400_000);

        async Task<Timeline> HistoryAsync()
        {
            using var lines = new StringReader(await window.GetAsync("trace.jsonl"));
            return Timeline.FromJson(lines);
        }
    }

    [Fact]
    public async Task A_server_of_another_is_looked_at_and_neither_stopped_nor_traced_nor_ended()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using (var window = await Window.OpenAsync($"{server.Pid}"))
        {
            var state = await window.StateAsync();
            Assert.Equal(server.Port, state.GetProperty("port").GetInt32());
            Assert.Contains("놓칠 수 있다", state.GetProperty("how").GetString());
            Assert.Equal(HttpStatusCode.BadRequest, (await window.CommandAsync(new { @do = "pause" })).StatusCode);
            // Only a tracer can tell a timeline; the page says so, and offers what there is.
            await Assert.ThrowsAsync<HttpRequestException>(() => window.GetAsync("timeline.html"));
            await Assert.ThrowsAsync<HttpRequestException>(() => window.GetAsync("trace.jsonl"));
            Assert.Contains("지켜보기만 한 서버는 타임라인이 없다", await window.GetAsync(""));
            Assert.Contains($"\"pid\":{server.Pid}", await window.GetAsync("snapshot.json"));
            await using var client = await server.ConnectAsync(Stop);
            state = await window.UntilAsync(now => Window.Clients(now) is ["자식 프로세스 1 · ESTABLISHED"]);
            Assert.True(state.GetProperty("count").GetInt32() > 0);
            var moments = new List<string>();
            for (var at = 0; at < state.GetProperty("count").GetInt32(); at++) moments.Add(await window.GetAsync($"moment?at={at}"));
            Assert.Contains(moments, moment => moment.Contains("새로 생겼다", StringComparison.Ordinal));
            Assert.Contains("TracerPid:\t0", await File.ReadAllTextAsync($"/proc/{server.Pid}/status", Stop));
            await client.CloseAsync();
            await window.UntilAsync(now => now.GetProperty("processes").GetInt32() == 1);
        }
        await using var later = await server.ConnectAsync(Stop);
        Assert.Equal("아직", await later.EchoAsync("아직", Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_a_notebook_steps_has_a_window_that_shows_where_it_stands(bool traced)
    {
        if (traced && EchoServer.WhyNotTrace is { } why) Assert.Skip(why);
        await using ISteppedServer server = traced ? await EchoServer.TraceAsync(ct: Stop) : await EchoServer.StepAsync(ct: Stop);
        await using var window = new Window(server.OpenLive().Address);
        await using var client = await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Fork);
        var state = await window.UntilAsync(now => Window.Motion(now) == "standing"
            && Window.Clients(now) is ["부모 프로세스, 자식 프로세스 1 · ESTABLISHED"]);
        Assert.False(state.GetProperty("isTraced").GetBoolean());
        await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent));
        await window.UntilAsync(now => Window.Motion(now) == "standing" && Window.Clients(now) is ["자식 프로세스 1 · ESTABLISHED"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await window.CommandAsync(new { @do = "next" })).StatusCode);
        await server.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => window.GetAsync(""));
    }

    [Fact]
    public async Task A_port_in_use_and_a_process_that_is_not_there_are_said_in_Korean_with_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        string[] arguments = ["--port", $"{port}", $"{Environment.ProcessId}"];
        var refused = await Assert.ThrowsAsync<EchoServerException>(() => Window.OpenAsync(arguments));
        Assert.Contains($"창을 포트 {port}에 열지 못했다.", refused.Message);
        Assert.Contains("다른 번호를 --port로 주거나", refused.Message);
        var gone = await Assert.ThrowsAsync<EchoServerException>(() => Window.OpenAsync("4194304"));
        Assert.Contains("그런 프로세스가 없", gone.Message);
    }

    [Fact]
    public async Task A_window_of_the_library_ends_with_its_server()
    {
        var server = await EchoServer.StartAsync(ct: Stop);
        var window = server.OpenLive();
        Assert.Contains($"href=\"{window.Address}\"", Views.View.ToHtml(window));
        using var http = new HttpClient();
        Assert.Contains("라이브 창", await http.GetStringAsync(window.Address, Stop));
        await server.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(window.Address, Stop));
        Assert.EndsWith("(끝났다)", window.ToString());
    }
}
