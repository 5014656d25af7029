using System.Reflection;
using System.Runtime.InteropServices;

namespace EchoNotebooks;

/// <summary>
/// The programs and sources that lie beside the library: in artifacts/lib, where notebooks find it, in the folder lib of the
/// tool echonb, or in the folder tools of the package, whose own library lies in lib/net10.0.
/// </summary>
internal static class LibraryFiles
{
    /// <summary>The folder that holds a file of this name, and the file.</summary>
    /// <exception cref="EchoServerException">There is none.</exception>
    public static string Find(string name) => TryFind(name)
        ?? throw new EchoServerException(
            $"{name} 파일을 찾지 못했다. EchoNotebooks.dll 옆({Folders[0]})에 있어야 한다. "
            + "저장소에서는 dotnet build를 실행하고, 설치한 것이면 다시 설치한다.");

    /// <summary>The same, or null.</summary>
    public static string? TryFind(string name) =>
        Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));

    /// <summary>
    /// How one of our own programs is started: without a runtime where it was made native, otherwise by its apphost where that is
    /// there, otherwise through dotnet.
    /// </summary>
    public static string[] ProgramCommand(string name)
    {
        if (TryFindNative(name) is { } native) return [native];
        // The apphost beside the dll: a build lays apphosts alone beside whatever refers to the library.
        var dll = Find(name + ".dll");
        var apphost = Path.ChangeExtension(dll, null);
        return File.Exists(apphost) ? [apphost] : [Dotnet, dll];
    }

    /// <summary>
    /// A program of ours that needs no runtime; null where none was made since the program or what it refers to was compiled. Then it
    /// is not the one whose source lies here.
    /// </summary>
    public static string? TryFindNative(string name)
    {
        if (TryFind("native/" + name) is not { } native) return null;
        var made = File.GetLastWriteTimeUtc(native);
        return made >= File.GetLastWriteTimeUtc(Find(name + ".dll")) && made >= File.GetLastWriteTimeUtc(Find("EchoNotebooks.Linux.dll"))
            ? native : null;
    }

    /// <summary>How the guardian of this process is started; null where its program is missing.</summary>
    public static string[]? GuardianCommand() => TryFind("echo-supervisor.dll") is null ? null : ProgramCommand("echo-supervisor");

    /// <summary>The dotnet program of the runtime that runs this code.</summary>
    public static string Dotnet { get; } = Environment.ProcessPath is { } self && Path.GetFileName(self) == "dotnet"
        ? self : Path.Combine(DotnetRoot(), "dotnet");

    /// <summary>…/dotnet of …/dotnet/shared/Microsoft.NETCore.App/10.0.0/, for DOTNET_ROOT.</summary>
    public static string DotnetRoot() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    // A test or echonb runs from artifacts/bin/NAME/debug with a copy of the dll alone: artifacts/lib has the rest.
    private static List<string> Folders { get; } = FindFolders();

    private static List<string> FindFolders()
    {
        var own = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
        if (string.IsNullOrEmpty(own)) own = AppContext.BaseDirectory;
        var folders = new List<string> { own, Path.Combine(own, "lib"), Path.GetFullPath(Path.Combine(own, "../../tools")) };
        for (var folder = Path.GetDirectoryName(own); folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.GetFileName(folder) == "artifacts") folders.Add(Path.Combine(folder, "lib"));
        return folders;
    }
}
