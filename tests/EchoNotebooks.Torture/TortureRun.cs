using System.Diagnostics;
using System.Globalization;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;
using Xunit.Sdk;

namespace EchoNotebooks.Torture;

/// <summary>
/// Ordeals one after another until the time is over. Each has a seed of its own, one more than the one before it, that decides
/// which ordeal it is and all that happens in it. Beside them a server works that nothing of it may reach.
/// </summary>
/// <param name="minutes">How long; the last ordeal ends its work.</param>
/// <param name="seed">The first ordeal's.</param>
/// <param name="only">A part of the names of the ordeals that are meant; empty: all.</param>
internal sealed class TortureRun(double minutes, int seed, string only)
{
    private const int ShortMinutes = 5;
    private readonly Counts counts = new();
    private readonly SortedDictionary<string, int> times = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> skipped = new(StringComparer.Ordinal);

    private bool IsLong => minutes >= ShortMinutes;

    /// <returns>The exit code: 0 where nothing was lost and nothing is left.</returns>
    internal async Task<int> RunAsync()
    {
        var ordeals = Ordeals.All.Where(ordeal => (IsLong || !ordeal.TakesLong) && ordeal.Name.Contains(only)).ToList();
        if (ordeals.Count == 0) return Ordeals.Explain();
        var run = new MarkedRun();
        var watch = Stopwatch.StartNew();
        var next = seed;
        try
        {
            await using var bystander = await EchoServer.StartAsync();
            await using var traffic = await Traffic.BeginAsync(bystander.Port, counts);
            var supervisor = Victims.ParentOf(bystander.Pid);
            var files = run.Files.ToHashSet();
            for (; next == seed || watch.Elapsed.TotalMinutes < minutes; next++)
            {
                await RunAsync(Choose(ordeals, next), next);
                await traffic.IsServedAsync();
                await NothingIsLeftAsync(run, supervisor, files);
            }
        }
        catch (Exception e)
        {
            Console.WriteLine(e);
            Tell(watch.Elapsed);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"찾았다. 다시 보려면: -- {minutes} --seed {next}{(only == "" ? "" : $" --only '{only}'")}"));
            return 1;
        }
        finally
        {
            // What was found must not stay either.
            foreach (var (pid, _) in run.Processes()) _ = Libc.kill(pid, Libc.SIGKILL);
            run.End();
        }
        Tell(watch.Elapsed);
        Console.WriteLine("잃은 것도 남은 것도 없다 (nothing lost, nothing left)");
        return 0;
    }

    /// <summary>Each ordeal comes once before any comes again, in an order by chance.</summary>
    private static Ordeal Choose(List<Ordeal> ordeals, int seed)
    {
        var order = ordeals.ToArray();
        new Random(seed / order.Length).Shuffle(order);
        return order[seed % order.Length];
    }

    private async Task RunAsync(Ordeal ordeal, int itsSeed)
    {
        var watch = Stopwatch.StartNew();
        Console.Write($"{itsSeed,6}  {ordeal.Name} … ");
        try
        {
            await ordeal.RunAsync(new Scene(itsSeed, IsLong, counts));
            times[ordeal.Name] = times.GetValueOrDefault(ordeal.Name) + 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.0}초: {ordeal.Expected}"));
        }
        catch (SkipException e)
        {
            skipped[ordeal.Name] = e.Message.Replace("$XunitDynamicSkip$", "", StringComparison.Ordinal);
            Console.WriteLine($"건너뛴다: {skipped[ordeal.Name]}");
        }
    }

    private static async Task NothingIsLeftAsync(MarkedRun run, int supervisor, HashSet<string> files)
    {
        List<(int Pid, string Command)> left = [];
        List<string> leftFiles = [];
        await Wait.UntilAsync(
            () =>
            {
                var found = run.Processes();
                var bystanders = Victims.PidsBelow(supervisor).Append(supervisor).ToHashSet();
                left = [.. found.Where(process => !bystanders.Contains(process.Pid))];
                // A passing client's child may have been born and ended between the two looks.
                left.RemoveAll(process => !Directory.Exists($"/proc/{process.Pid}"));
                // What a killed runtime had there its guardian removes.
                leftFiles = [.. run.Files.Where(file => !files.Contains(file))];
                return left.Count == 0 && leftFiles.Count == 0;
            },
            () => $"no process and no file is left; there are:\n{string.Join('\n', left)}\n{string.Join('\n', leftFiles)}");
    }

    private void Tell(TimeSpan elapsed)
    {
        Console.WriteLine();
        foreach (var (name, count) in times)
            Console.WriteLine($"{count,6}번  {name}: {Ordeals.All.First(one => one.Name == name).Expected}");
        foreach (var (name, why) in skipped) Console.WriteLine($"건너뛴 것  {name}: {why}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds:0}초, 연결 {counts.Connections:N0}개, 돌아온 바이트 {counts.Bytes:N0}, 고장 {counts.Faults:N0}번"));
    }
}
