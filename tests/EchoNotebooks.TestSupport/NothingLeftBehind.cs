using System.Globalization;
using EchoNotebooks.Linux;
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Extensions;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestHost;
using Microsoft.Testing.Platform.Services;

namespace EchoNotebooks.TestSupport;

/// <summary>
/// Proves that the tests of one run leave no process and no temporary file behind. Every process that a test starts
/// inherits an environment variable that no other process has, and every temporary file goes to a folder of this run.
/// What is left at the end is told by one failed test more, each process with the tests that ran when it was born.
/// Every test project has it: see TestingPlatformBuilderHook in Directory.Build.props.
/// </summary>
public sealed class NothingLeftBehind : ITestSessionLifetimeHandler, IDataConsumer, IDataProducer
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(30);

    /// <summary>A process's birth is known in clock ticks of 10 ms (proc_pid_stat(5)).</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly IServiceProvider services;
    private readonly List<(string Name, DateTimeOffset Start, DateTimeOffset End)> tests = [];
    private MarkedRun run = null!;

    private NothingLeftBehind(IServiceProvider services) => this.services = services;

    /// <summary>Called by the test program's generated code.</summary>
    public static void AddExtensions(ITestApplicationBuilder builder, string[] arguments)
    {
        _ = arguments;
        var factory = new CompositeExtensionFactory<NothingLeftBehind>(services => new(services));
        builder.TestHost.AddTestSessionLifetimeHandler(factory);
        builder.TestHost.AddDataConsumer(factory);
    }

    public string Uid => nameof(NothingLeftBehind);

    public string Version => "1";

    public string DisplayName => "Nothing is left behind";

    public string Description => "Fails a run whose tests leave a process or a temporary file behind.";

    public Type[] DataTypesConsumed => [typeof(TestNodeUpdateMessage)];

    public Type[] DataTypesProduced => [typeof(TestNodeUpdateMessage)];

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task OnTestSessionStartingAsync(ITestSessionContext testSessionContext)
    {
        run = new MarkedRun();
        return Task.CompletedTask;
    }

    /// <summary>Remembers when each test ran.</summary>
    public Task ConsumeAsync(IDataProducer dataProducer, IData value, CancellationToken cancellationToken)
    {
        var node = ((TestNodeUpdateMessage)value).TestNode;
        if (node.Properties.SingleOrDefault<TimingProperty>()?.GlobalTiming is { } timing)
            lock (tests) tests.Add((node.DisplayName, timing.StartTime, timing.EndTime));
        return Task.CompletedTask;
    }

    public async Task OnTestSessionFinishingAsync(ITestSessionContext testSessionContext)
    {
        var deadline = DateTime.UtcNow + TimeToEnd;
        List<string> left;
        while ((left = LeftProcesses()).Count > 0 && DateTime.UtcNow < deadline) await Task.Delay(50, testSessionContext.CancellationToken);
        left.AddRange(run.Files);
        run.End();
        if (left.Count == 0) return;

        var failed = new FailedTestNodeStateProperty($"The tests left behind:\n{string.Join('\n', left)}");
        var node = new TestNode { Uid = Uid, DisplayName = DisplayName, Properties = new PropertyBag(failed) };
        await services.GetMessageBus().PublishAsync(this, new TestNodeUpdateMessage(testSessionContext.SessionUid, node));
    }

    private List<string> LeftProcesses()
    {
        var found = new List<string>();
        foreach (var (pid, command) in run.Processes())
        {
            try
            {
                found.Add($"{pid} {command}, born while: {TestsAt(BirthOf($"/proc/{pid}"))}");
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }
        return found;
    }

    /// <summary>
    /// The earliest and the latest time at which a process can have been born. The kernel counts from the machine's
    /// start, tests are timed by the wall clock: between a look at the one and a look at the other, a busy machine
    /// may let this process wait.
    /// </summary>
    private static (DateTimeOffset Earliest, DateTimeOffset Latest) BirthOf(string process)
    {
        var sinceStart = ProcStat.Parse(File.ReadAllBytes($"{process}/stat")).StartTime * Tick;
        var before = DateTimeOffset.UtcNow;
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        var age = TimeSpan.FromSeconds(uptime) - sinceStart;
        return (before - age - Tick, DateTimeOffset.UtcNow - age + Tick);
    }

    private string TestsAt((DateTimeOffset Earliest, DateTimeOffset Latest) birth)
    {
        lock (tests)
        {
            var running = tests.Where(test => test.Start <= birth.Latest && birth.Earliest <= test.End).Select(test => test.Name).ToList();
            return running.Count == 0 ? "no test ran (a fixture?)" : string.Join("; ", running);
        }
    }
}
