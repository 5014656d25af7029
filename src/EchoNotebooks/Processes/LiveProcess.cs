using System.Text.Json;

namespace EchoNotebooks;

/// <summary>
/// An echo-live, the live window's own program: it is no part of this process, and ends with it. Whose server it shows it is told
/// by its arguments.
/// </summary>
internal sealed class LiveProcess : IAsyncDisposable
{
    private readonly HelperProcess program;
    private readonly TaskCompletionSource<JsonElement> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveProcess(IReadOnlyList<string> arguments)
    {
        program = new HelperProcess("echo-live", arguments, (_, said) => opened.TrySetResult(said.Clone()));
        Ended = program.Reading;
        _ = EndAsync();
    }

    /// <summary>Where the page is: from this machine, then from others where that was asked for.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>What it shows, in a sentence.</summary>
    public string What { get; private set; } = "";

    /// <summary>Completes when it has ended, and all that it has started.</summary>
    public Task Ended { get; }

    /// <summary>Opens a window and waits until its page can be asked for.</summary>
    /// <param name="arguments">[--port P] [--any] [--step] (PID… | -- COMMAND…).</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="TraceRefusedException">This system does not allow to stop the server at its calls.</exception>
    /// <exception cref="EchoServerException">It cannot be opened.</exception>
    public static async Task<LiveProcess> StartAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var window = new LiveProcess(arguments);
        try
        {
            var said = await window.opened.Task.WaitAsync(ct).ConfigureAwait(false);
            if (said.GetProperty("event").GetString() != "open")
            {
                var why = said.GetProperty("why").GetString() ?? "";
                throw said.GetProperty("refused").GetBoolean() ? new TraceRefusedException(why) : new EchoServerException(why);
            }
            window.Addresses = [.. said.GetProperty("addresses").EnumerateArray().Select(address => address.GetString()!)];
            window.What = said.GetProperty("what").GetString() ?? "";
            return window;
        }
        catch
        {
            await window.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => program.DisposeAsync();

    private async Task EndAsync()
    {
        await program.Reading.ConfigureAwait(false);
        // Without the framework of the page the runtime itself ends the program, in English.
        var why = program.Complaints.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal)
            ? "ASP.NET Core 런타임(Microsoft.AspNetCore.App)이 없다. .NET SDK에는 들어 있다: SDK를 설치하거나 aspnetcore-runtime-10.0을 설치한다."
            : program.Complaints;
        opened.TrySetException(new EchoServerException($"창의 프로그램(echo-live)이 시작하지 못하고 끝났다. {why}".TrimEnd()));
        _ = opened.Task.Exception;
    }
}
