using System.Runtime.CompilerServices;

namespace EchoNotebooks.Engine.Tests;

/// <summary>Files that tests read, where they lie in the repository, and folders that they may write to.</summary>
internal static class TestFiles
{
    public static string Folder { get; } = Here();

    public static string Asset(string name) => Path.Combine(Folder, "Assets", name);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("engine-").FullName;

    public string File(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
