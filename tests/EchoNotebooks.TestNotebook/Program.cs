using EchoNotebooks;
using EchoNotebooks.Linux;

// Plays a notebook's process for the tests that kill and count one: does what its argument says, says one line,
// and waits for the end of its input.
if (args is ["twenty"])
{
    Console.WriteLine(await TwentyAsync());
    return;
}
if (args is ["no-compiler"])
{
    Console.WriteLine($"{ServerProgram.Textbook.WhyNot} {ServerProgram.TextbookIfPossible.Name}".ReplaceLineEndings(" "));
    return;
}
if (args is ["grade"])
{
    // It does not compile: what can be graded fails at once.
    var outcomes = new List<string>();
    foreach (var id in (string[])["E6", "E8"])
    {
        var assessment = await Exercises.Get(id).SubmitAsync("int main(void) { return 없다; }");
        outcomes.Add($"{id}: {assessment.Outcome} {assessment.Findings[0].Sentence}");
    }
    Console.WriteLine(string.Join(" | ", outcomes).ReplaceLineEndings(" "));
    return;
}
if (args is ["compile"])
{
    var print = "#include <stdio.h>\nint main(int c, char **v) { (void)c; puts(v[0]); return 0; }\n";
    Console.WriteLine(await ServerProgram.C(print).RunAsync().ContinueWith(
        run => run.Exception?.InnerException is { } error ? error.Message.ReplaceLineEndings(" ") : run.Result.Output.Lines[0]));
    await Console.In.ReadToEndAsync();
    return;
}

if (args is ["no-such-program"])
{
    var program = ServerProgram.Command("no-such-program");
    var tried = new List<string> { program.WhyNot ?? "" };
    foreach (var start in (Func<Task>[])[() => EchoServer.StartAsync(program), () => EchoServer.TraceAsync(program)])
        tried.Add(await start().ContinueWith(starting => starting.Exception!.InnerException!.Message));
    Console.WriteLine(string.Join('|', tried).ReplaceLineEndings(" "));
    await Console.In.ReadToEndAsync();
    return;
}
if (args is ["step" or "connect"])
{
    Func<Task> start = args is ["step"] ? () => EchoServer.StepAsync()
        : async () => await (await EchoServer.StartAsync()).ConnectAsync();
    var said = await start().ContinueWith(starting => starting.Exception?.InnerException?.Message ?? "it works");
    Console.WriteLine($"{said} {(args is ["step"] ? EchoServer.WhyNotTrace : "")}".ReplaceLineEndings(" "));
    return;
}
if (args is ["trace-or-step"])
{
    var refused = await EchoServer.TraceAsync().ContinueWith(tracing => tracing.Exception!.InnerException!);
    await using var stepped = await EchoServer.TraceOrStepAsync();
    await using var guest = await stepped.ConnectAsync();
    var forked = await stepped.RunUntilAsync(After.Fork);
    var next = await stepped.NextAsync();
    var said = $"{stepped.GetType().Name} {stepped.How} {forked.What} {next.What} {refused.GetType().Name} {refused.Message}";
    Console.WriteLine(said.ReplaceLineEndings(" "));
    await Console.In.ReadToEndAsync();
    return;
}
if (args is ["traced"])
{
    await using var traced = await EchoServer.TraceAsync();
    await using var guest = await traced.ConnectAsync();
    var forked = await traced.RunUntilAsync(After.Fork);
    await SayAndWaitAsync(forked.After!);
    return;
}
if (args is ["recorded"])
{
    await EchoServer.RecordAsync(scenario: async running =>
    {
        await using var guest = await running.ConnectAsync();
        await guest.EchoAsync("x");
        await SayAndWaitAsync(running.Snapshot());
    });
    return;
}

var server = await EchoServer.StartAsync(args is ["textbook"] ? ServerProgram.Textbook : ServerProgram.CSharp);
var clients = await server.ConnectManyAsync(2);
var processes = server.Snapshot().Facts.Processes;
Console.WriteLine(string.Join(' ', processes.Select(process => process.Pid).Append(processes[0].Ppid)));
await Console.In.ReadToEndAsync();
GC.KeepAlive(clients);

// The processes of a traced server, and the tracer.
static async Task SayAndWaitAsync(Snapshot now)
{
    Console.WriteLine(string.Join(' ', now.Facts.Processes.Select(process => process.Pid).Append(now.Facts.Processes[0].Ppid)));
    await Console.In.ReadToEndAsync();
}

// Descriptors before and after, threads before and after, children left.
static async Task<string> TwentyAsync()
{
    for (var i = 0; i < 3; i++) await OneAsync(); // what a first time opens for good
    var (descriptors, threads) = (Count("fd"), Count("task"));
    for (var i = 0; i < 20; i++) await OneAsync();
    var children = DescriptorSnapshot.Take([Environment.ProcessId], children: true).Processes.Length - 1;
    return $"{descriptors} {Count("fd")} {threads} {Count("task")} {children}";

    // The runtime holds a descriptor of every library that it loads, some of them late.
    static int Count(string what) => Directory.GetFileSystemEntries($"/proc/self/{what}")
        .Count(entry => new FileInfo(entry).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) != true);
}

static async Task OneAsync()
{
    await using var server = await EchoServer.StartAsync();
    await using var client = await server.ConnectAsync();
    await client.EchoAsync("x");
}
