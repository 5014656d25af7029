using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>What a test needs of the machine; where it is missing the test is skipped with the reason.</summary>
public static class Need
{
    /// <summary>The repository's root: the folder that holds EchoNotebooks.sln.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The full path of a program on PATH; skips the running test where there is none.</summary>
    public static string Program(string name, string mend)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path is null) Assert.Skip($"{name} is not on this machine; {mend}");
        return path!;
    }

    /// <summary>
    /// The C# server compiled to a native program. Skips the running test where it was not published since its sources changed.
    /// </summary>
    public static string NativeServer()
    {
        var program = Path.Combine(RepositoryRoot, "artifacts/lib/native/echo-server");
        const string publish = "publish it: dotnet publish src/EchoNotebooks.EchoServer -c Release -p:PublishAot=true";
        if (!File.Exists(program)) Assert.Skip($"there is no native echo-server; {publish}");
        var newest = Sources("src/EchoNotebooks.EchoServer").Concat(Sources("src/EchoNotebooks.Linux")).Max(File.GetLastWriteTimeUtc);
        if (newest > File.GetLastWriteTimeUtc(program)) Assert.Skip($"the native echo-server is older than its sources; {publish}");
        return program;
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories);

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "EchoNotebooks.sln"))) return folder;
        throw new InvalidOperationException($"no EchoNotebooks.sln above {AppContext.BaseDirectory}");
    }
}
