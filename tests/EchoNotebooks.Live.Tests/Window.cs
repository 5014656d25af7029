using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Live.Tests;

/// <summary>A live window and a page's side of its protocol.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly LiveProcess? program;
    private readonly HttpClient http = new();

    private Window(LiveProcess program)
        : this(new Uri(program.Addresses[0])) => this.program = program;

    /// <summary>A page of a window that is open already.</summary>
    public Window(Uri address) => Address = address;

    public Uri Address { get; }

    /// <summary>The chapter's server in C, with its source.</summary>
    public static string Textbook { get; } = Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c");

    public static async Task<Window> OpenAsync(params string[] arguments) =>
        new(await LiveProcess.StartAsync(arguments, TestContext.Current.CancellationToken));

    /// <summary>The same, or a skipped test where there is no compiler, or where programs may not be traced.</summary>
    public static Task<Window> OpenTextbookAsync(params string[] arguments)
    {
        Need.Program("cc", "install gcc or clang with its C headers");
        if (EchoServer.WhyNotTrace is { } why) Assert.Skip(why);
        return OpenAsync([.. arguments, "--", Textbook]);
    }

    public Task<HttpResponseMessage> CommandAsync(object command) =>
        http.PostAsJsonAsync(new Uri(Address, "command"), command, TestContext.Current.CancellationToken);

    public Task<string> GetAsync(string what) => http.GetStringAsync(new Uri(Address, what), TestContext.Current.CancellationToken);

    /// <summary>The state that the stream begins with.</summary>
    public async Task<JsonElement> StateAsync()
    {
        await using var stream = await http.GetStreamAsync(new Uri(Address, "events"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<JsonElement>(line!["data: ".Length..]);
    }

    /// <summary>Waits until the stream tells a state that fulfils a condition.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> condition)
    {
        JsonElement last = default;
        using var hangs = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        hangs.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await using var stream = await http.GetStreamAsync(new Uri(Address, "events"), hangs.Token);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(hangs.Token) is { } line)
            {
                if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
                last = JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
                if (condition(last)) return last;
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }
        Assert.Fail($"The last state was: {last}");
        return last;
    }

    /// <summary>How many states the stream tells until it is cancelled.</summary>
    public async Task<int> CountAsync(CancellationToken over)
    {
        var states = 0;
        try
        {
            await using var stream = await http.GetStreamAsync(new Uri(Address, "events"), over);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(over) is { } line)
                if (line.StartsWith("data: ", StringComparison.Ordinal)) states++;
        }
        catch (OperationCanceledException)
        {
            // It was asked to end.
        }
        return states;
    }

    /// <summary>Lets the server go on until a call, and waits until it stands still there.</summary>
    public async Task<JsonElement> GoAsync(string point)
    {
        var before = (await StateAsync()).GetProperty("count").GetInt32();
        Assert.Equal(HttpStatusCode.Accepted, (await CommandAsync(new { @do = "until", point })).StatusCode);
        return await UntilAsync(state => state.GetProperty("count").GetInt32() > before && Motion(state) == "standing");
    }

    public static string Motion(JsonElement state) => state.GetProperty("motion").GetString()!;

    public static IReadOnlyList<string> Clients(JsonElement state) =>
        [.. state.GetProperty("clients").EnumerateArray().Select(client => client.GetProperty("state").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (program is not null) await program.DisposeAsync();
    }
}
