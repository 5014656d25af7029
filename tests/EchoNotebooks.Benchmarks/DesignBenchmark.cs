using System.Globalization;

namespace EchoNotebooks.Benchmarks;

/// <summary>
/// The seven designs of echo-server side by side under the same load: clients per second, processor time and memory for one
/// client, medians of several rounds in turn.
/// </summary>
internal static class DesignBenchmark
{
    internal const string Says = "echo-server의 일곱 가지 방법: 초당 연결, 연결마다 프로세서 시간과 메모리";

    private const int Connections = 1000;
    private const int Rounds = 5;

    /// <summary>From cheap to dear: what a client makes anew decides what it costs.</summary>
    private static readonly string[] Promised = ["event-loop", "thread", "fork", "spawn"];

    internal static int Run(string[] args)
    {
        var servers = ServerProgram.Designs.Select(ServerProgram.Design);
        var comparison = Loads.CompareAsync(servers, Connections, Rounds).GetAwaiter().GetResult();
        Console.WriteLine(comparison);
        var fork = comparison["fork"];
        Console.WriteLine("클라이언트마다 fork의 몇 배: 초당 연결, 처리 시간");
        foreach (var (name, result) in ServerProgram.Designs.Zip(comparison))
        {
            var (perSecond, processor) = (result.PerSecond / fork.PerSecond, result.Processor / fork.Processor);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12}{perSecond,10:0.00}{processor,10:0.000}"));
        }
        var costs = Promised.Select(name => comparison[name].Processor).ToList();
        var isSo = costs.SequenceEqual(costs.Order());
        Console.WriteLine($"약속한 순서 {string.Join(" < ", Promised)}{(isSo ? "이다" : "가 아니다")}");
        return isSo ? 0 : 1;
    }
}
