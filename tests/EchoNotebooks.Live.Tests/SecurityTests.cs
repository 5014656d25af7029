using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
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
        string[] guesses = ["", "/", "/events", $"/{new string('0', 32)}/events", $"/{token[..31]}/events", $"/x{token}events"];
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

    private Task<HttpStatusCode> StatusAsync(Uri address) => StatusAsync(new HttpRequestMessage(HttpMethod.Get, address));

    private async Task<HttpStatusCode> StatusAsync(HttpRequestMessage request)
    {
        using (request)
        using (var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop)) return answer.StatusCode;
    }
}
