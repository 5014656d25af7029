using EchoNotebooks.Benchmarks;

// What the project says of its own speed, measured beside what it is compared with, all in one run:
//     dotnet run -c Release --project tests/EchoNotebooks.Benchmarks [-- VERB]
// One file a benchmark. Without a verb all that have goals, in one table with its JSON beside it; the exit code is 0 only where
// every goal is reached.
var file = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../benchmarks.json"));
(string Verb, string Says, Func<string[], IReadOnlyList<Figure>> Measure)[] compared =
[
    ("snapshot", SnapshotBenchmark.Says, SnapshotBenchmark.Measure),
    ("trace", TraceBenchmark.Says, TraceBenchmark.Measure),
    ("live", LiveBenchmark.Says, LiveBenchmark.Measure),
    // Last: for a minute its connections stand in TIME_WAIT, and whoever asks the kernel for sockets then passes them all.
    ("fork", ForkBenchmark.Says, ForkBenchmark.Measure),
];
(string Verb, string Says, Func<string[], int> Run)[] others =
[
    ("startup", StartupBenchmark.Says, StartupBenchmark.Run),
    ("designs", DesignBenchmark.Says, DesignBenchmark.Run),
    ("scale", ScaleBenchmark.Says, ScaleBenchmark.Run),
];

try
{
    if (args is []) return FigureTable.Show([.. compared.SelectMany(benchmark => benchmark.Measure([]))], file);
    if (Array.Find(compared, b => b.Verb == args[0]) is { Measure: { } measure }) return FigureTable.Show(measure(args[1..]), file);
    if (Array.Find(others, b => b.Verb == args[0]) is { Run: { } run }) return run(args[1..]);
}
catch (MissingToolException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
foreach (var (name, says, _) in compared) Console.Error.WriteLine($"{name,-10} {says}");
foreach (var (name, says, _) in others) Console.Error.WriteLine($"{name,-10} {says}");
return 2;
