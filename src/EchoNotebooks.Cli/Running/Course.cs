using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Cli.Running;

/// <summary>The library and the notebooks that this program comes with: beside it where it is installed, else in the repository.</summary>
internal static class Course
{
    private const string Library = "EchoNotebooks";

    /// <summary>The first line of the notebooks in the repository, as JSON has it.</summary>
    private const string InRepository = @"#r \""../artifacts/lib/EchoNotebooks.dll\""";

    /// <summary>What stands there in a copy: our kernel has this package with it, and .NET Interactive fetches it.</summary>
    private const string InCopy = @"#r \""nuget: " + Library + @"\""";

    /// <summary>The package that cells may reference without a path; null where nothing is built.</summary>
    /// <param name="lookIn">More folders that may be the repository.</param>
    public static OwnPackage? Package(IEnumerable<string> lookIn)
    {
        var folders = lookIn.Append(Repository.Root).OfType<string>().Select(folder => Path.Combine(folder, "artifacts"))
            .Prepend(AppContext.BaseDirectory);
        return folders.Select(folder => Path.Combine(folder, "lib", Library + ".dll")).FirstOrDefault(File.Exists) is { } path
            ? new OwnPackage(Library, path)
            : null;
    }

    /// <summary>
    /// The notebooks, the texts beside them and their pictures, each with its path in a copy; none where this program comes without
    /// them.
    /// </summary>
    public static IReadOnlyList<(string From, string To)> Files()
    {
        var top = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "notebooks")) ? AppContext.BaseDirectory : Repository.Root;
        if (top is null) return [];
        var notebooks = Directory.EnumerateFiles(Path.Combine(top, "notebooks"), "*.ipynb").Order(StringComparer.Ordinal).ToList();
        var texts = Directory.EnumerateFiles(Path.Combine(top, "notebooks"), "*.ko.*").Order(StringComparer.Ordinal);
        var pictures = Directory.EnumerateFiles(Path.Combine(top, "img"), "*.svg")
            .Where(picture => notebooks.Exists(notebook => File.ReadAllText(notebook).Contains(
                "../img/" + Path.GetFileName(picture), StringComparison.Ordinal)));
        return [.. notebooks.Concat(texts).Select(path => (path, Path.GetFileName(path))),
            .. pictures.Select(path => (path, Path.Combine("img", Path.GetFileName(path))))];
    }

    /// <summary>A file as it stands in a copy, which has its pictures beside it and its library as a package.</summary>
    public static string TextInCopy(string path) => File.ReadAllText(path)
        .Replace(InRepository, InCopy, StringComparison.Ordinal)
        .Replace("../img/", "img/", StringComparison.Ordinal);
}
