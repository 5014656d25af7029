namespace EchoNotebooks.Benchmarks;

/// <summary>
/// The chapter's server in C# beside others that fork a process for each client: connections per second, and processor time for
/// one connection. Every round starts each of them anew, one after the other, with an accept queue of the same length.
/// </summary>
internal static class ForkBenchmark
{
    internal const string Says = "연결마다 fork하는 서버: 교재의 C, 고친 C, C# 네이티브, C# 관리, 파이썬, 미리 fork한 C#";

    private const int Rounds = 7;

    /// <summary>Clients at once, and how many times the rate of the repaired server in C the native one is to have.</summary>
    private static readonly (int AtATime, double Goal)[] Loads = [(1, 0.9), (8, 1.0), (64, 1.0)];

    /// <param name="args">A number of rounds in place of the usual one.</param>
    internal static IReadOnlyList<Figure> Measure(string[] args)
    {
        var rounds = args is [var number] ? int.Parse(number) : Rounds;
        var source = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../src/textbook/echo_mpserv.c"));
        ForkingServer textbook = new("교재의 C", Tool.Compile(source));
        ForkingServer repaired = new("고친 C", Tool.Compile("echo_repaired.c"));
        ForkingServer native = new("C# 네이티브", Ours("native/echo-server"));
        ForkingServer managed = new("C# 관리", Ours("echo-server"));
        ForkingServer python = new("파이썬", Tool.Find("python3"), Path.Combine(AppContext.BaseDirectory, "Helpers/echo_fork.py"));
        ForkingServer pool = new("C# 미리 fork", Ours("native/echo-server"), "--design", "prefork");
        ForkingServer[] servers = [textbook, repaired, native, managed, python, pool];

        List<Figure> figures = [];
        foreach (var (atATime, goal) in Loads)
        {
            foreach (var server in servers) server.Forget();
            for (var round = 0; round < rounds; round++)
                foreach (var server in servers) server.RunOnce(atATime);
            figures.Add(Rate(repaired, textbook, atATime, atLeast: null));
            figures.Add(Rate(native, textbook, atATime, 1.0));
            figures.Add(Rate(native, repaired, atATime, goal));
            figures.Add(Cost(native, repaired, atATime, 1.1));
            figures.Add(Rate(managed, textbook, atATime, atATime == 1 ? null : 0.27));
            figures.Add(Rate(managed, python, atATime, atATime == 1 ? null : 1.5));
            figures.Add(Cost(managed, repaired, atATime, atMost: null));
            figures.Add(Rate(pool, repaired, atATime, atATime == 1 ? null : 3));
        }
        return figures;
    }

    private static string Ours(string name)
    {
        var file = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../lib", name));
        return File.Exists(file) ? file : throw new MissingToolException(
            $"{file}이 없다. dotnet build와 dotnet publish src/EchoNotebooks.EchoServer -p:PublishAot=true를 실행하고 다시 잰다.");
    }

    private static Figure Rate(ForkingServer server, ForkingServer reference, int atATime, double? atLeast) => new(
        $"{server.Name}: 연결/초, 한 번에 {atATime}", reference.Name, Ratios(server.PerSecond, reference.PerSecond))
    {
        AtLeast = atLeast,
        Reason = $"{Statistics.Median(server.PerSecond):0}/초, 기준 {Statistics.Median(reference.PerSecond):0}/초",
    };

    private static Figure Cost(ForkingServer server, ForkingServer reference, int atATime, double? atMost) => new(
        $"{server.Name}: 처리 시간/연결, 한 번에 {atATime}", reference.Name, Ratios(server.Microseconds, reference.Microseconds))
    {
        AtMost = atMost,
        Reason = $"{Statistics.Median(server.Microseconds):0}µs, 기준 {Statistics.Median(reference.Microseconds):0}µs, "
            + $"매핑 {Statistics.Median(server.Mappings):0}개, 기준 {Statistics.Median(reference.Mappings):0}개",
    };

    private static List<double> Ratios(List<double> values, List<double> references) =>
        [.. values.Zip(references, (value, reference) => value / reference)];
}
