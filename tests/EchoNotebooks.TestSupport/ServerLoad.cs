using System.Diagnostics;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>Many connections to a server, and the proof that they leave nothing behind in it.</summary>
public sealed class ServerLoad
{
    /// <summary>1 MiB of pages: a leak of a byte a connection would stay below it, one of a descriptor or an object would not.</summary>
    private const int Pages = 256;

    private readonly RunningServer server;
    private readonly IReadOnlyList<int> descriptors;
    private readonly long pages;

    private ServerLoad(RunningServer server)
    {
        this.server = server;
        descriptors = server.Descriptors;
        pages = server.Stat().ResidentPages;
    }

    /// <summary>Serves a first hundred connections and remembers what the server holds then.</summary>
    public static async Task<ServerLoad> BeginAsync(RunningServer server)
    {
        await EchoOnceEachAsync(server, 100, atATime: 8);
        await EveryChildIsReapedAsync(server);
        return new ServerLoad(server);
    }

    /// <summary>Starts a server whose lines go to /dev/null: nothing reads hundreds of thousands of them.</summary>
    public static Task<RunningServer> StartQuietAsync(params string[] command) =>
        RunningServer.StartAsync([Need.Program("sh", "install a shell"), "-c", "exec \"$@\" > /dev/null", "sh", .. command, "0"]);

    /// <summary>Clients that come one after another, so many at a time: each sends a text and gets it back.</summary>
    /// <returns>Connections a second.</returns>
    public static async Task<double> EchoOnceEachAsync(RunningServer server, int connections, int atATime)
    {
        var left = connections;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var client = await Client.ConnectAsync(server.Port);
                Assert.Equal("one echo", await client.EchoAsync("one echo"));
            }
        })));
        return connections / watch.Elapsed.TotalSeconds;
    }

    /// <summary>No child, no zombie, no descriptor more than at the beginning, no memory, and no word of an error.</summary>
    public async Task NothingIsLeftAsync()
    {
        await EveryChildIsReapedAsync(server);
        Assert.Equal(descriptors, server.Descriptors);
        Assert.InRange(server.Stat().ResidentPages, 0, pages + Pages);
        Assert.Empty(server.Errors);
    }

    /// <summary>The resident pages at the beginning and now.</summary>
    public override string ToString() => $"resident pages {pages} before, {server.Stat().ResidentPages} after";

    private static Task EveryChildIsReapedAsync(RunningServer server) =>
        Wait.UntilAsync(() => server.Children.Count == 0, () => $"no child is left; there are:\n{Where(server.Children)}");

    /// <summary>Where each process stands: its state, and where it waits in the kernel (proc_pid_wchan(5), proc_pid_syscall(5)).</summary>
    public static string Where(IEnumerable<int> pids) => string.Join('\n', pids.Select(pid =>
    {
        try
        {
            var stat = Linux.ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat"));
            return $"{pid} {stat.State} {File.ReadAllText($"/proc/{pid}/wchan")} {File.ReadAllText($"/proc/{pid}/syscall").Trim()}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{pid}: {e.Message}";
        }
    }));
}
