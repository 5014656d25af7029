using System.Runtime.CompilerServices;

namespace EchoNotebooks.Engine.Tests;

/// <summary>Files that tests read, where they lie in the repository, and folders that they may write to.</summary>
internal static class TestFiles
{
    public static string Folder { get; } = Here();

    public static string Asset(string name) => Path.Combine(Folder, "Assets", name);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
