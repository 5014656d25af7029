namespace EchoNotebooks.Tests;

/// <summary>Runs that several claims of the course share: each server is recorded once and walked through once.</summary>
public sealed class CourseRuns
{
    private readonly Dictionary<string, Lazy<Task<Timeline>>> recordings = Each(RecordAsync);
    private readonly Dictionary<string, Lazy<Task<CourseWalk>>> walks = Each(CourseWalk.TakeAsync);

    /// <summary>The servers' names in tests: "C" and "C#".</summary>
    public static TheoryData<string> Servers { get; } = ["C", "C#"];

    /// <summary>Three clients are connected at once; the first sends 200 bytes; they leave one after another.</summary>
    public Task<Timeline> RecordingOf(string server) => recordings[server].Value;

    internal Task<CourseWalk> WalkOf(string server) => walks[server].Value;

    internal static ServerProgram Program(string server) => server == "C" ? ServerProgram.Textbook : ServerProgram.CSharp;

    /// <summary>Skips where a server cannot be started, or traced, on this machine.</summary>
    internal static void Need(string server, bool tracing = true)
    {
        if ((tracing ? EchoServer.WhyNotTrace : null) is { } refused) Assert.Skip(refused);
        if (Program(server).WhyNot is { } reason) Assert.Skip(reason);
    }

    private static Task<Timeline> RecordAsync(ServerProgram program) => EchoServer.RecordAsync(program, scenario: async server =>
    {
        var clients = await server.ConnectManyAsync(3);
        await clients[0].EchoAsync(new string('a', 200));
        foreach (var client in clients)
        {
            // The parent sleeps in its accept when the child ends.
            await server.SettleAsync(TimeSpan.FromSeconds(60));
            await client.CloseAsync();
        }
        await server.SettleAsync(TimeSpan.FromSeconds(60));
    });

    private static Dictionary<string, Lazy<Task<T>>> Each<T>(Func<ServerProgram, Task<T>> run) =>
        Servers.Select(row => row.Data).ToDictionary(name => name, name => new Lazy<Task<T>>(() => run(Program(name))));
}
