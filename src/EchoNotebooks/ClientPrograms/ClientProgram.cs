using System.Runtime.CompilerServices;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// A client that is a program of its own, as the chapter's client that forks is. It is called with 127.0.0.1 and the port.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class ClientProgram : IView
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private readonly ServerProgram program;
    private readonly string[] moreArguments;

    private ClientProgram(ServerProgram program, params string[] moreArguments) =>
        (this.program, this.moreArguments) = (program, moreArguments);

    /// <summary>What people call it.</summary>
    public string Name => program.Name;

    /// <summary>Whether it can be started on this machine.</summary>
    public bool IsAvailable => program.IsAvailable;

    /// <summary>Why it cannot be started on this machine, and what mends it; null when it can.</summary>
    public string? WhyNot => program.WhyNot;

    /// <summary>Its source.</summary>
    public Listing Source => program.Source;

    /// <summary>
    /// The client that divides its work, src/textbook/echo_mpclient.c: the child sends what stands on its standard input, the
    /// parent writes what comes back to its standard output, and both use one connected socket.
    /// </summary>
    /// <param name="ending">How the server learns of the end.</param>
    public static ClientProgram Forking(ClientEnding ending = ClientEnding.ShutWrite)
    {
        string[] name = ending switch
        {
            ClientEnding.CloseOnly => ["CLOSE_ONLY"],
            ClientEnding.ShutBoth => ["SHUT_BOTH"],
            ClientEnding.ParentShuts => ["PARENT_SHUTS"],
            _ => [],
        };
        var names = name.Length == 0 ? "" : $", {name[0]}";
        return new(ServerProgram.OfTextbook($"입출력을 나눈 C 클라이언트(echo_mpclient.c{names})", "echo_mpclient.c"), name);
    }

    /// <summary>A C program of the reader's own. Its first argument is the server's address, its second the port.</summary>
    /// <param name="text">The whole C text.</param>
    public static ClientProgram C(string text) => new(ServerProgram.OfText("직접 쓴 C 클라이언트", "client.c", text));

    /// <summary>A program that is called with a server's address and port.</summary>
    internal static ClientProgram Of(ServerProgram program) => new(program);

    /// <summary>Starts it, and lets it run.</summary>
    /// <param name="server">The server that it connects to.</param>
    /// <param name="input">What it reads from its standard input.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <exception cref="EchoServerException">It cannot be compiled or started.</exception>
    public Task<ClientProcess> StartAsync(
        EchoServer server, string input = "", CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        StartAsync(Port(server), input, caller, ct);

    /// <summary>The same, against a server under a tracer.</summary>
    /// <param name="server">The server that it connects to.</param>
    /// <param name="input">What it reads from its standard input.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <exception cref="EchoServerException">It cannot be compiled or started.</exception>
    public Task<ClientProcess> StartAsync(
        ISteppedServer server, string input = "", CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        StartAsync(Port(server), input, caller, ct);

    /// <summary>
    /// Runs it until it ends, or until the time is over: then it is looked at once more, and ended.
    /// </summary>
    /// <param name="server">The server that it connects to.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <param name="input">What it reads from its standard input.</param>
    /// <exception cref="EchoServerException">It cannot be compiled or started.</exception>
    public Task<ClientRun> RunAsync(EchoServer server, TimeSpan? timeout = null, string input = "") =>
        RunAsync(Port(server), timeout ?? DefaultTimeout, input);

    /// <summary>The same, against a server under a tracer.</summary>
    /// <param name="server">The server that it connects to.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <param name="input">What it reads from its standard input.</param>
    /// <exception cref="EchoServerException">It cannot be compiled or started.</exception>
    public Task<ClientRun> RunAsync(ISteppedServer server, TimeSpan? timeout = null, string input = "") =>
        RunAsync(Port(server), timeout ?? DefaultTimeout, input);

    /// <summary>
    /// Runs it under a tracer until it ends, and gives back all its steps; its connected socket is "sock" in them. A client that
    /// waits for something that never comes is cut when it and its server have slept for a second.
    /// </summary>
    /// <param name="server">The server that it connects to.</param>
    /// <param name="input">What it reads from its standard input.</param>
    /// <param name="limit">How long at most; two minutes by default.</param>
    /// <param name="maxSteps">How many steps at most; 50,000 by default.</param>
    /// <param name="ct">Gives up: then there is no timeline.</param>
    /// <exception cref="TraceRefusedException">This system does not allow tracing.</exception>
    /// <exception cref="EchoServerException">It cannot be compiled or started.</exception>
    public async Task<Timeline> RecordAsync(
        EchoServer server, string input = "", TimeSpan? limit = null, int? maxSteps = null, CancellationToken ct = default)
    {
        using var end = new RecordingLimit(limit, maxSteps, 1, ct);
        return await RecordAsync(server, input, end).ConfigureAwait(false);
    }

    /// <summary>The same up to a limit, which the caller disposes.</summary>
    internal async Task<Timeline> RecordAsync(EchoServer server, string input, RecordingLimit end)
    {
        var port = Port(server);
        using var typed = new TypedInput(input);
        var command = typed.Of(await CommandAsync(port, end.Token).ConfigureAwait(false));
        return await ProgramRecording.RunAsync(
            program, command, port, () => server.Snapshot().Facts.Processes.All(process => process.State is not ('R' or 'D')), end)
            .ConfigureAwait(false);
    }

    private static int Port(EchoServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Port;
    }

    private static int Port(ISteppedServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Port;
    }

    private Task<ClientProcess> StartAsync(int port, string input, string caller, CancellationToken ct) => CellRegistry.StartAsync(
        CellRegistry.Current(caller),
        async () => await ClientProcess.StartAsync(Name, await CommandAsync(port, ct).ConfigureAwait(false), port, input, ct)
            .ConfigureAwait(false));

    private async Task<ClientRun> RunAsync(int port, TimeSpan timeout, string input)
    {
        var client = await ClientProcess.StartAsync(Name, await CommandAsync(port, default).ConfigureAwait(false), port, input, default)
            .ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var end = await client.EndAsync(timeout).ConfigureAwait(false);
            var left = client.Snapshot();
            // All that was written has arrived when the supervisor has ended.
            await client.DisposeAsync().ConfigureAwait(false);
            return new ClientRun(client.Output, end, left, timeout);
        }
    }

    private async Task<string[]> CommandAsync(int port, CancellationToken ct) =>
        [.. await program.PrepareAsync(ct).ConfigureAwait(false), "127.0.0.1", $"{port}", .. moreArguments];

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    void IView.WriteHtml(MarkupWriter html) => ((IView)program).WriteHtml(html);

    string IView.ToText() => ((IView)program).ToText();
}
