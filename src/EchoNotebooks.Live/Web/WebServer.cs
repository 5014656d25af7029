using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using EchoNotebooks.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EchoNotebooks.Live;

/// <summary>The window's web server: the page, the stream of its states, what it asks for, and its commands.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private const int MostBody = 65_536;

    /// <summary>A class may look on at once, and each page has one stream.</summary>
    private const int MostReaders = 200;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly byte[] StillThere = ":\n\n"u8.ToArray();

    private readonly WebApplication application;
    private readonly Gate gate;
    private readonly CancellationTokenSource over = new();
    private ShownServer? shown;
    private Commands? commands;
    private int readers;

    private WebServer(IPAddress address, int port)
    {
        gate = new Gate(any: !IPAddress.IsLoopback(address));
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBody;
            kestrel.Listen(address, port);
        });
        // A page that is open has its stream open: it is ended before.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        application = builder.Build();
        application.Run(HandleAsync);
    }

    /// <summary>Where the page is, from this machine.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}/{gate.Token}/");

    /// <summary>The page as another machine finds it.</summary>
    /// <param name="address">An address of this machine.</param>
    public Uri AddressFor(IPAddress address) => new UriBuilder(Address) { Host = address.ToString() }.Uri;

    private int Port => new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
        .Addresses.First()).Port;

    /// <summary>Begins to listen. Until it is given a server it has nothing to say.</summary>
    /// <exception cref="EchoServerException">The port is in use, or may not be used.</exception>
    public static async Task<WebServer> ListenAsync(IPAddress address, int port, CancellationToken ct)
    {
        var web = new WebServer(address, port);
        try
        {
            await web.application.StartAsync(ct).ConfigureAwait(false);
            return web;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await web.DisposeAsync().ConfigureAwait(false);
            throw new EchoServerException(WhyNot(port, e), e);
        }
    }

    /// <summary>From now on it shows this.</summary>
    public void Show(ShownServer server) => (commands, shown) = (new Commands(server), server);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync().ConfigureAwait(false);
        await application.StopAsync().ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
    }

    private static string WhyNot(int port, Exception e)
    {
        const string advice = "다른 번호를 --port로 주거나, --port를 빼면 빈 포트를 쓴다.";
        if (port == 0) return $"창을 열 빈 포트를 얻지 못했다: {e.Message}";
        if (Ports.Look(port).Refusal is { } refusal) return $"창을 포트 {port}에 열지 못했다. {refusal} {advice}";
        return port < 1024
            ? $"창을 포트 {port}에 열지 못했다: 1024보다 작은 번호는 관리자만 쓸 수 있다. {advice}"
            : $"창을 포트 {port}에 열지 못했다: {e.Message} {advice}";
    }

    private async Task HandleAsync(HttpContext context)
    {
        Headers.Write(context.Response);
        if (gate.Pass(context) is not { } path || shown is null) return;
        try
        {
            if (path == "command") await CommandAsync(context).ConfigureAwait(false);
            else if (context.Request.Method == "GET") await AnswerAsync(context, path).ConfigureAwait(false);
            else context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.StatusCode;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The page was closed, or the window ends.
        }
    }

    private async Task CommandAsync(HttpContext context)
    {
        if (context.Request.Method != "POST")
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        // A form of another site's page cannot have this type.
        var command = context.Request.HasJsonContentType()
            ? await Command.ReadAsync(context.Request.Body, context.RequestAborted).ConfigureAwait(false) : null;
        context.Response.StatusCode = command is not null && commands!.Begin(command)
            ? StatusCodes.Status202Accepted : StatusCodes.Status400BadRequest;
    }

    private Task AnswerAsync(HttpContext context, string path)
    {
        if (PageFiles.Find(path) is var (type, content)) return WriteAsync(context, type, content);
        var query = context.Request.Query;
        var kind = query["kind"].ToString();
        var traced = shown!.Subject as TracedSubject;
        return path switch
        {
            "events" => StreamAsync(context),
            "present" => JsonAsync(context, shown.Pictures.Present(kind)),
            "moment" => JsonAsync(context, shown.Pictures.At(Number(query["at"]), kind)),
            "calls" => HtmlAsync(context, CallList.Of(shown.Subject, Number(query["at"]))),
            "source" => HtmlAsync(context, SourceListing.Of(shown.Subject, Number(query["at"]))),
            "conversation" => JsonAsync(context, shown.Clients.All.FirstOrDefault(one => one.Number == Number(query["client"]))?.Lines),
            "timeline.html" when traced is not null => SaveAsync(context, "text/html; charset=utf-8", path, output =>
            {
                var page = new StringWriter();
                TimelinePage.Write(traced.Timeline, page);
                return output.WriteAsync(Encoding.UTF8.GetBytes(page.ToString()), context.RequestAborted).AsTask();
            }),
            "trace.jsonl" when traced is not null => SaveAsync(
                context, "application/jsonl; charset=utf-8", path, output => traced.Lines.WriteAsync(output, context.RequestAborted)),
            "snapshot.json" => SaveAsync(context, "application/json; charset=utf-8", path, output =>
                output.WriteAsync(Encoding.UTF8.GetBytes(shown.Subject.Now.ToJson() + "\n"), context.RequestAborted).AsTask()),
            _ => NotFound(context),
        };
    }

    /// <summary>Lets a page follow, as long as there are not too many.</summary>
    private async Task StreamAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref readers) > MostReaders) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            else await TellAsync(context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref readers);
        }
    }

    /// <summary>
    /// Each state as it comes, ten a second at most. A page that reads slowly misses some and has the last; for one that does not
    /// read no more than one state is kept.
    /// </summary>
    private async Task TellAsync(HttpContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, over.Token);
        context.Response.ContentType = "text/event-stream";
        byte[]? told = null;
        while (!stop.IsCancellationRequested)
        {
            var (state, next) = shown!.Current;
            await context.Response.Body.WriteAsync(state == told ? StillThere : state, stop.Token).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(stop.Token).ConfigureAwait(false);
            told = state;
            await next.WaitAsync(Heartbeat, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static Task JsonAsync<T>(HttpContext context, T? value)
        where T : class =>
        value is null
            ? NotFound(context)
            : WriteAsync(context, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(value, PageJson.Options));

    private static Task HtmlAsync(HttpContext context, string? html) =>
        html is null ? NotFound(context) : WriteAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    private static Task SaveAsync(HttpContext context, string type, string name, Func<Stream, Task> write)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"echo-{name}\"";
        return write(context.Response.Body);
    }

    private static Task WriteAsync(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
