using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks.Benchmarks;

/// <summary>What it costs that so many clients are connected at once, each with a child of its own: from one to ten thousand.</summary>
internal static class ScaleBenchmark
{
    internal const string Says = "클라이언트 1~10,000개가 한꺼번에 이어져 있을 때: 연결, 에코, 스냅샷, 그림, 메모리, 끝내기";

    private const int Bytes = 1000;
    private static readonly int[] Sizes = [1, 10, 100, 1000, 10_000];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>One row; times in milliseconds.</summary>
    private sealed record Row(
        int Clients, double Connect, double Echo, double Snapshot, double Picture, int PictureBytes, long? BytesOfAChild, double End);

    internal static int Run(string[] args)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../lib/native/echo-server"));
        if (!File.Exists(program))
            throw new MissingToolException("네이티브 서버가 없다: dotnet publish src/EchoNotebooks.EchoServer -c Release -p:PublishAot=true");
        Console.WriteLine("클라이언트   연결ms   에코ms 스냅샷ms   그림ms  그림KB  자식마다KB 끝내기ms");
        var rows = new List<Row>();
        foreach (var clients in args is [] ? Sizes : [.. args.Select(int.Parse)])
        {
            var row = MeasureAsync(program, clients).GetAwaiter().GetResult();
            rows.Add(row);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Clients,10}{row.Connect,9:0}{row.Echo,9:0}{row.Snapshot,9:0.0}{row.Picture,9:0.0}{row.PictureBytes / 1024,8}"
                + $"{row.BytesOfAChild / 1024,11}{row.End,9:0}"));
        }
        Console.WriteLine($"더 많이 이으려고 하면 먼저 닿는 한도: {FirstLimit()}");
        var file = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../scale.json"));
        File.WriteAllText(file, JsonSerializer.Serialize(new { Schema = 1, TakenAt = DateTimeOffset.Now, Rows = rows }, Json) + "\n");
        Console.WriteLine($"JSON: {file}");
        return 0;
    }

    private static async Task<Row> MeasureAsync(string program, int count)
    {
        List<int> pids;
        Row row;
        var watch = new Stopwatch();
        await using (var server = await EchoServer.StartAsync(ServerProgram.Command([program, "{port}"])))
        {
            watch.Restart();
            var clients = await server.ConnectManyAsync(count);
            var connect = watch.Elapsed.TotalMilliseconds;

            watch.Restart();
            await Task.WhenAll(clients.Select(EchoAsync));
            var echo = watch.Elapsed.TotalMilliseconds;

            watch.Restart();
            var snapshot = server.Snapshot();
            var taken = watch.Elapsed.TotalMilliseconds;
            pids = [.. snapshot.Facts.Processes.Select(process => process.Pid)];
            if (pids.Count != count + 1) throw new InvalidOperationException($"자식이 {count}개가 아니라 {pids.Count - 1}개이다.");

            watch.Restart();
            var picture = View.ToHtml(snapshot);
            var drawn = watch.Elapsed.TotalMilliseconds;
            var bytes = ProcessCost.PrivateBytes(pids[^1]);
            row = new(count, connect, echo, taken, drawn, picture.Length, bytes, 0);

            watch.Restart();
            await clients.CloseAllAsync();
            await server.WaitUntilAsync(now => now.Facts.Processes.Length == 1, TimeSpan.FromMinutes(5));
        }
        if (pids.Find(pid => Directory.Exists($"/proc/{pid}")) is > 0 and var left) throw new InvalidOperationException($"{left}이 남았다.");
        return row with { End = watch.Elapsed.TotalMilliseconds };
    }

    /// <summary>Bytes that no other client sends.</summary>
    private static async Task EchoAsync(EchoClient client)
    {
        var data = new byte[Bytes];
        new Random(client.Number).NextBytes(data);
        var back = await client.EchoAsync(data, TimeSpan.FromMinutes(5));
        if (!back.AsSpan().SequenceEqual(data)) throw new InvalidOperationException($"클라이언트 {client.Number}에게 다른 것이 돌아왔다.");
    }

    private static string FirstLimit()
    {
        var limits = File.ReadAllLines("/proc/self/limits");
        (long Most, string Name)[] all =
        [
            (LimitOf(limits, "Max open files"), "이 프로세스의 디스크립터. 셸에서 ulimit -n으로 올린다"),
            (LimitOf(limits, "Max processes"), "이 사용자의 프로세스. 셸에서 ulimit -u로 올린다"),
            (long.Parse(File.ReadAllText("/proc/sys/kernel/pid_max")), "컴퓨터 전체의 pid. sysctl kernel.pid_max로 올린다"),
            (Ports(), "클라이언트가 쓸 수 있는 포트. sysctl net.ipv4.ip_local_port_range로 넓힌다"),
        ];
        var (most, name) = all.MinBy(limit => limit.Most);
        return string.Create(CultureInfo.InvariantCulture, $"{most:N0}개, {name}");
    }

    private static long LimitOf(string[] limits, string name) =>
        long.TryParse(limits.First(line => line.StartsWith(name, StringComparison.Ordinal))[26..].Split(' ')[0], out var number)
            ? number : long.MaxValue;

    private static long Ports()
    {
        var range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(range[1]) - long.Parse(range[0]) + 1;
    }
}
