using EchoNotebooks.Benchmarks;

// What the project says of its own speed, measured beside the tools that it is compared with, all in one run:
//     dotnet run -c Release --project tests/EchoNotebooks.Benchmarks -- VERB
// One file a benchmark; each returns the exit code: 0 only where the promised ratios hold.
(string Verb, string Says, Func<string[], int> Run)[] benchmarks =
[
    ("trace", TraceBenchmark.Says, TraceBenchmark.Run),
    ("startup", StartupBenchmark.Says, StartupBenchmark.Run),
    ("snapshot", SnapshotBenchmark.Says, SnapshotBenchmark.Run),
    ("designs", DesignBenchmark.Says, DesignBenchmark.Run),
];

try
{
    if (args is [var verb, .. var rest] && Array.Find(benchmarks, b => b.Verb == verb) is { Run: { } run }) return run(rest);
}
catch (MissingToolException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
foreach (var (name, says, _) in benchmarks) Console.Error.WriteLine($"{name,-10} {says}");
return 2;
