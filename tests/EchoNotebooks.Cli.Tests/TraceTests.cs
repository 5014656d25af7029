namespace EchoNotebooks.Cli.Tests;

/// <summary>A folder for the files of one <c>echonb trace</c>.</summary>
public abstract class TraceTests : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory().FullName;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected string Json => Path.Combine(Folder, "t.jsonl");

    protected string Html => Path.Combine(Folder, "t.html");

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static void NeedTracing()
    {
        if (EchoServer.WhyNotTrace is { } reason) Assert.Skip(reason);
    }

    /// <summary>What was recorded up to now.</summary>
    protected Timeline Read()
    {
        using var reader = File.OpenText(Json);
        return Timeline.FromJson(reader);
    }

    /// <summary>Whether a text was recorded already.</summary>
    protected bool Recorded(string text) => File.Exists(Json) && File.ReadAllText(Json).Contains(text, StringComparison.Ordinal);

    protected string[] Command(string server) => TracedPrograms.Command(server, Folder);
}
