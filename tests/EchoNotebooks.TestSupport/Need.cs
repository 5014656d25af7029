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

    /// <summary>The C# server as a native program; skips the running test where it was not made since its sources changed.</summary>
    public static string NativeServer() => Native(
        "echo-server", "publish it: dotnet publish src/EchoNotebooks.EchoServer -c Release -p:PublishAot=true",
        Sources("src/EchoNotebooks.EchoServer").Concat(Sources("src/EchoNotebooks.Linux")));

    /// <summary>A helper program as a native one; skips the running test where it was not made since the last build.</summary>
    public static string NativeHelper(string name) => Native(
        name, "make it: dotnet build src/EchoNotebooks.Cli",
        ((string[])[$"{name}.dll", "EchoNotebooks.Linux.dll"]).Select(file => Path.Combine(RepositoryRoot, "artifacts/lib", file)));

    private static string Native(string name, string mend, IEnumerable<string> madeOf)
    {
        var program = Path.Combine(RepositoryRoot, "artifacts/lib/native", name);
        if (!File.Exists(program)) Assert.Skip($"there is no native {name}; {mend}");
        if (madeOf.Max(File.GetLastWriteTimeUtc) > File.GetLastWriteTimeUtc(program))
            Assert.Skip($"the native {name} is older than what it is made of; {mend}");
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
