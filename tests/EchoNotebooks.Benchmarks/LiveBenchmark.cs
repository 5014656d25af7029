using System.Diagnostics;
using System.Text.Json;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Benchmarks;

/// <summary>
/// Connections per second of one C server whose two hundred clients come and go as fast as they can: in a live window with a page
/// open, and recorded by <c>echonb trace</c>, which has the same tracer and no page.
/// </summary>
internal static class LiveBenchmark
{
    internal const string Says = "클라이언트 200개가 드나들 때 1초에 처리하는 연결 수: 녹화(echonb trace), 페이지를 연 라이브 창(echonb live)";

    private const int AtATime = 200;
    private const int Turns = 5;
    private const int Connections = 1500;

    /// <summary>Served before the clock starts: a runtime compiles, a cache fills.</summary>
    private const int First = 300;

    /// <summary>The page rests three times as long as each picture and each list of calls has taken, within these bounds.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(250), Most = TimeSpan.FromSeconds(1);

    private static readonly string[] Trace = ["trace", "--clients", "0", "--deltas", "--json", "/dev/null"];
    private static readonly string[] Window = ["live", "--no-browser"];

    /// <param name="args">Nothing for all of it; the verb of a way and a server for one turn of it, which is printed.</param>
    internal static IReadOnlyList<Figure> Measure(string[] args)
    {
        if (args is [var verb, var program])
        {
            Console.WriteLine(verb == Window[0] ? Turn(Window, program, hasPage: true) : Turn(Trace, program, hasPage: false));
            return [];
        }

        var server = Tool.Compile("echo_fork.c");
        var (recorded, shown) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < Turns; turn++)
        {
            recorded.Add(double.Parse(NetworkOfItsOwn.Run("live", Trace[0], server)));
            shown.Add(double.Parse(NetworkOfItsOwn.Run("live", Window[0], server)));
        }
        return
        [
            new($"echonb live: 연결/초, 한 번에 {AtATime}", "echonb trace", [.. shown.Zip(recorded, (one, other) => one / other)])
            {
                AtLeast = 0.8,
                Reason = $"{Statistics.Median(shown):0}/초, 기준 {Statistics.Median(recorded):0}/초",
            },
        ];
    }

    private static double Turn(string[] verb, string server, bool hasPage)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var echonb = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../EchoNotebooks.Cli", configuration, "echonb"));
        var port = EchoLoad.FreePort();
        string[] quiet = ["-c", "exec \"$@\" 2>/dev/null", "sh"];
        string[] command = [echonb, .. verb, .. PortOf(verb, port), "--", server, port.ToString()];
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", [.. quiet, .. command]) { RedirectStandardOutput = true })!;
        using var over = new CancellationTokenSource();
        var page = Task.CompletedTask;
        try
        {
            if (hasPage)
            {
                var address = process.StandardOutput.ReadLine() ?? throw new MissingToolException("라이브 창이 열리지 않아 잴 수 없다.");
                page = FollowAsync(new Uri(address), over.Token);
            }
            EchoLoad.WaitForServer(port, process);
            _ = EchoLoad.Run(port, First, AtATime);
            var (_, perSecond) = EchoLoad.Run(port, Connections, AtATime);
            if (page.IsCompleted && hasPage) throw new InvalidOperationException("재는 동안 페이지가 끊어졌다.", page.Exception);
            return perSecond;
        }
        finally
        {
            over.Cancel();
            _ = Libc.kill(process.Id, Libc.SIGTERM);
            process.WaitForExit();
        }
    }

    /// <summary>Only a recording has to be told where its server listens.</summary>
    private static string[] PortOf(string[] verb, int port) => verb == Trace ? ["--port", port.ToString()] : [];

    /// <summary>Asks for what live.js asks for, and as often.</summary>
    private static async Task FollowAsync(Uri address, CancellationToken over)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var reader = new StreamReader(await http.GetStreamAsync("events", over));
        var (picture, calls) = (Task.CompletedTask, Task.CompletedTask);
        try
        {
            while (await reader.ReadLineAsync(over) is { } line)
            {
                if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
                var state = JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
                if (picture.IsCompleted) picture = AskAsync("present");
                if (calls.IsCompleted) calls = AskAsync($"calls?at={state.GetProperty("count").GetInt32() - 1}");
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was measured.
        }

        async Task AskAsync(string what)
        {
            var since = Stopwatch.GetTimestamp();
            _ = await http.GetStringAsync(what, over);
            var rest = 3 * Stopwatch.GetElapsedTime(since);
            await Task.Delay(rest < Least ? Least : rest > Most ? Most : rest, over);
        }
    }
}
