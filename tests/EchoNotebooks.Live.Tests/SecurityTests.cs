using System.Globalization;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Live.Tests;

/// <summary>A server that is watched, and its window.</summary>
public sealed class WatchedServer : IAsyncLifetime
{
    public EchoServer Server { get; private set; } = null!;

    public LiveWindow Page { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await EchoServer.StartAsync();
        Page = Server.OpenLive();
        // Whatever a test asks for must be there: a change is a moment.
        await Server.ConnectAsync();
        using var http = new HttpClient();
        var first = new Uri(Page.Address, "moment?at=0");
        await Wait.UntilAsync(() => http.Send(new(HttpMethod.Get, first)).IsSuccessStatusCode, () => "the first moment to be shown");
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Who may read the window, and who may command it.</summary>
public sealed class SecurityTests(WatchedServer watched) : IClassFixture<WatchedServer>, IDisposable
{
    private static readonly string[] Paths = ["", "live.js", "events", "present", "moment?at=0", "calls?at=0", "snapshot.json"];
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Without_the_token_nothing_is_told()
    {
        var root = new Uri(watched.Page.Address, "/");
        var token = watched.Page.Address.Segments[1];
        Assert.Equal(33, token.Length);
        string[] guesses = ["", "/", "/events", $"/{new string('0', 32)}/events", $"/{token[..31]}/events", $"/x{token}events",
            $"/{new string('a', 4000)}/events"];
        foreach (var wrong in guesses)
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(new Uri(root, wrong)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(watched.Page.Address));
    }

    [Theory]
    [InlineData("evil.example", 403)]
    [InlineData("127.0.0.1.evil.example:80", 403)]
    [InlineData("localhost:5000", 200)] // a forwarded port
    [InlineData("127.0.0.1", 200)]
    public async Task A_name_that_was_made_to_lead_here_is_refused_and_a_forwarded_port_is_not(string host, int status)
    {
        foreach (var path in Paths)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(watched.Page.Address, path)) { Headers = { Host = host } };
            Assert.Equal(status, (int)await StatusAsync(request));
        }
        Assert.Equal(status == 200 ? 202 : status, (int)await StatusAsync(Connect(request => request.Headers.Host = host)));
        // As a browser at that name asks it.
        var origin = Connect(request =>
        {
            request.Headers.Host = host;
            request.Headers.Add("Origin", $"http://{host}");
        });
        Assert.Equal(status == 200 ? 202 : status, (int)await StatusAsync(origin));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://localhost:1")] // another page of this machine
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_page_of_another_site_can_neither_read_nor_command_even_if_it_knows_the_address(string header, string value)
    {
        foreach (var path in Paths)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(watched.Page.Address, path)) { Headers = { { header, value } } };
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(request));
        }
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Connect(request => request.Headers.Add(header, value))));
    }

    [Fact]
    public async Task A_link_elsewhere_may_open_the_page()
    {
        var link = new HttpRequestMessage(HttpMethod.Get, watched.Page.Address)
        { Headers = { { "Sec-Fetch-Site", "cross-site" }, { "Sec-Fetch-Mode", "navigate" }, { "Sec-Fetch-Dest", "document" } } };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(link));
        var framed = new HttpRequestMessage(HttpMethod.Get, watched.Page.Address)
        { Headers = { { "Sec-Fetch-Site", "cross-site" }, { "Sec-Fetch-Mode", "navigate" }, { "Sec-Fetch-Dest", "iframe" } } };
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(framed));
    }

    [Fact]
    public async Task A_command_is_a_POST_of_JSON_and_nothing_else()
    {
        var command = new Uri(watched.Page.Address, "command");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(command));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(new HttpRequestMessage(HttpMethod.Post, watched.Page.Address)));
        foreach (var (text, type) in ((string, string)[])[
            ("""{"do":"connect","count":1}""", "text/plain"), ("do=connect&count=1", "application/x-www-form-urlencoded"),
            ("", "application/json"), ("nothing", "application/json"), ("[]", "application/json"), ("null", "application/json"),
            ("""{"do":"connect","count":100000}""", "application/json"), ("""{"do":"shutdown"}""", "application/json"),
            ("""{"do":"run"}""", "application/json"), ("""{"do":"until","point":"accept"}""", "application/json")])
        {
            var content = new StringContent(text, new MediaTypeHeaderValue(type));
            var request = new HttpRequestMessage(HttpMethod.Post, command) { Content = content };
            Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(request));
        }
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(Connect(_ => { })));
    }

    [Fact]
    public async Task Every_answer_forbids_foreign_scripts_frames_and_readers()
    {
        foreach (var path in (string[])["", "present", "nothing", "/"])
        {
            using var answer = await http.GetAsync(new Uri(watched.Page.Address, path), Stop);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self'; connect-src 'self';", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("user@127.0.0.1")]
    [InlineData("user:word@localhost:80")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.1.:80")]
    [InlineData("localhost:80:80")]
    [InlineData("127.1")]
    [InlineData("[::1]")]
    [InlineData("")]
    public async Task A_name_that_only_looks_like_this_machine_s_is_refused(string host) =>
        Assert.InRange(await RawAsync($"GET {watched.Page.Address.AbsolutePath} HTTP/1.1\r\nHost: {host}\r\n"), 400, 403);

    [Theory]
    [InlineData("../../../../etc/passwd", 404)]
    [InlineData("..%2f..%2f..%2fetc%2fpasswd", 404)]
    [InlineData("%2e%2e/%2e%2e/etc/passwd", 404)]
    [InlineData("live.js/../../live.js", 404)]
    [InlineData("Pages/live.html", 404)]
    [InlineData("live.js%00", 400)]
    public async Task A_path_leads_to_no_file_of_the_machine(string path, int status) =>
        Assert.Equal(status, await RawAsync($"GET {watched.Page.Address.AbsolutePath}{path} HTTP/1.1\r\nHost: localhost\r\n"));

    [Fact]
    public async Task What_is_too_long_or_of_another_method_is_refused_and_the_window_goes_on()
    {
        var path = watched.Page.Address.AbsolutePath;
        Assert.Equal(414, await RawAsync($"GET {path}{new string('a', 20_000)} HTTP/1.1\r\nHost: localhost\r\n"));
        foreach (var method in (string[])["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "ECHO"])
            foreach (var place in (string[])["", "events", "command"])
                Assert.Equal(405, await RawAsync($"{method} {path}{place} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"));
        var text = $$"""{"do":"say","text":"{{new string('a', 1_000_000)}}"}""";
        var large = Connect(request => request.Content = new StringContent(text, new MediaTypeHeaderValue("application/json")));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusAsync(large));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(watched.Page.Address));
    }

    [Fact]
    public async Task Ten_thousand_letters_with_signs_of_control_come_back_as_they_are_and_one_more_is_refused()
    {
        await using var window = new Window(watched.Page.Address);
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(Connect(_ => { })));
        var connected = await window.UntilAsync(state => state.GetProperty("waiting").GetInt32() == 0 && Numbers(state).Max() > 0);
        var number = Numbers(connected).Max();
        const string evil = "<script>alert(1)</script>\0\u001b[31m\u202e\r\u2028";
        var text = evil + new string('가', 10_000 - evil.Length);
        Assert.Equal(HttpStatusCode.BadRequest, await SayAsync(text + "x"));
        Assert.Equal(HttpStatusCode.Accepted, await SayAsync(text));
        var shown = "";
        for (var seen = 0; !shown.EndsWith(text, StringComparison.Ordinal);)
        {
            await window.UntilAsync(state => Lines(state) > seen && (seen = Lines(state)) > 0);
            var conversation = await window.GetAsync($"conversation?client={number}");
            Assert.DoesNotContain("<", conversation);
            shown = string.Concat(JsonSerializer.Deserialize<JsonElement>(conversation).EnumerateArray()
                .Where(line => line.GetProperty("kind").GetString() == "got").Select(line => line.GetProperty("text").GetString()));
        }

        async Task<HttpStatusCode> SayAsync(string what) =>
            (await window.CommandAsync(new { @do = "say", client = number, text = what })).StatusCode;

        static IEnumerable<int> Numbers(JsonElement state) =>
            state.GetProperty("clients").EnumerateArray().Select(one => one.GetProperty("number").GetInt32()).Prepend(0);

        int Lines(JsonElement state) => state.GetProperty("clients").EnumerateArray()
            .First(one => one.GetProperty("number").GetInt32() == number).GetProperty("lines").GetInt32();
    }

    [Fact]
    public async Task Two_hundred_pages_follow_at_once_and_one_more_waits_until_one_is_closed()
    {
        const int Most = 200;
        var events = new Uri(watched.Page.Address, "events");
        var pages = new List<HttpResponseMessage>();
        try
        {
            // A page of an earlier test may be on its way out.
            for (var waited = Stopwatch.StartNew(); pages.Count < Most;)
            {
                Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), $"{pages.Count} pages follow");
                var page = await http.GetAsync(events, HttpCompletionOption.ResponseHeadersRead, Stop);
                if (page.StatusCode == HttpStatusCode.OK) pages.Add(page);
                else page.Dispose();
            }
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(events));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(watched.Page.Address));

            // A change reaches them all.
            await using var client = await watched.Server.ConnectAsync(Stop);
            await Task.WhenAll(pages.Select(async page =>
            {
                using var reader = new StreamReader(await page.Content.ReadAsStreamAsync(Stop));
                while (await reader.ReadLineAsync(Stop) is { } line)
                    if (line.Contains($"\"{client.LocalEndPoint}\"", StringComparison.Ordinal)) return;
                Assert.Fail("the stream has ended");
            })).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        }
        finally
        {
            pages.ForEach(page => page.Dispose());
        }
        await Wait.UntilAsync(() => StatusAsync(events).GetAwaiter().GetResult() == HttpStatusCode.OK, () => "room for a page");
    }

    [Fact]
    public void It_listens_at_the_loopback_address_only()
    {
        var listening = Assert.Single(Ports.Look(watched.Page.Address.Port).Sockets, socket => socket.State == "LISTEN");
        Assert.Equal($"127.0.0.1:{watched.Page.Address.Port}", listening.Local!.ToString());
    }

    private HttpRequestMessage Connect(Action<HttpRequestMessage> change)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(watched.Page.Address, "command"))
        { Content = JsonContent.Create(new { @do = "connect", count = 1 }) };
        change(request);
        return request;
    }

    /// <summary>A request as it stands here, which no library makes proper.</summary>
    private async Task<int> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, watched.Page.Address.Port, Stop);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request + "Connection: close\r\n\r\n"), Stop);
        using var reader = new StreamReader(stream);
        var first = await reader.ReadLineAsync(Stop);
        return int.Parse(first!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private Task<HttpStatusCode> StatusAsync(Uri address) => StatusAsync(new HttpRequestMessage(HttpMethod.Get, address));

    private async Task<HttpStatusCode> StatusAsync(HttpRequestMessage request)
    {
        using (request)
        using (var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop)) return answer.StatusCode;
    }
}
