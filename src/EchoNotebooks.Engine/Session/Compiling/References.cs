using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// The files that <c>#r</c> names, for the compiler. A file is read once, whole, when it is first referenced: a
/// rebuild under a running session neither meets a locked file nor changes what later cells are compiled against,
/// just as the code that is already loaded stays what it was.
/// </summary>
/// <remarks>
/// The compiler hangs its symbols on these references. Two chains of submissions that share them, one being compiled
/// while the other is, end up with two symbols for one type, so each chain has references of its own.
/// </remarks>
internal sealed class References : MetadataReferenceResolver
{
    private readonly SessionOptions options;
    private readonly Func<string, bool> canRead;
    private readonly LibraryCopies? copies;
    private readonly List<string> lookIn;
    private readonly Dictionary<string, PortableExecutableReference> known = new(StringComparer.Ordinal);

    /// <param name="folder">The notebook's folder.</param>
    /// <param name="options">Where else to look, and whether to load copies.</param>
    /// <param name="canRead">Whether there is a file at a path, one that has an end.</param>
    public References(string folder, SessionOptions options, Func<string, bool> canRead)
    {
        this.options = options;
        this.canRead = canRead;
        copies = options.CopyTo is { } root ? new LibraryCopies(root, canRead) : null;
        lookIn = [folder, .. options.LookIn];
    }

    private References(References other)
    {
        options = other.options;
        canRead = other.canRead;
        copies = other.copies;
        lookIn = other.lookIn;
    }

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The same folders and the same copies, for another chain of submissions.</summary>
    public References Twin() => new(this);

    /// <summary>Why libraries are not read from copies; said once.</summary>
    public string? TakeRemark() => copies?.TakeRemark();

    /// <summary>The full paths of the files that cells have referenced so far, in that order.</summary>
    public IReadOnlyList<string> Files => files;

    private readonly List<string> files = [];

    /// <summary>The assemblies that every cell may use.</summary>
    public IEnumerable<MetadataReference> OfPlatform => ofPlatform.Value;

    private readonly Lazy<MetadataReference[]> ofPlatform = new(() => [.. Platform.Assemblies.Values.Select(MappedMetadata.Reference)]);

    /// <summary>Looks in one more folder from now on, and there first: where the notebook turned out to lie.</summary>
    public void LookIn(string where)
    {
        if (options.LookIn.Count == 0 || lookIn[0] == where) return;
        lookIn.Remove(where);
        lookIn.Insert(0, where);
    }

    /// <summary>
    /// The full path that a <c>#r</c> with a path or the own package's name means; null for the bare name of an assembly of the
    /// platform.
    /// </summary>
    public string? PathOf(string reference)
    {
        if (OwnPackage.IsAsked(reference)) return WhyNoPackage(reference) is null ? options.Package!.Library : null;
        if (!reference.Contains('/') && !reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) return null;
        var paths = lookIn.Select(each => Path.GetFullPath(Path.Combine(each, reference)));
        if (options.LookIn.Count > 0 && !Path.IsPathRooted(reference))
            paths = [.. paths, .. lookIn.SelectMany(Above, (_, folder) => Path.Combine(folder, WithoutDots(reference)))];
        if (paths.FirstOrDefault(File.Exists) is { } found) return found;
        return SolutionFolder is { } solution && reference.StartsWith("../", StringComparison.Ordinal)
            ? Path.Combine(solution, WithoutDots(reference))
            : paths.First();
    }

    /// <summary>Why a <c>#r "nuget: …"</c> leads nowhere here, and what to do; null where it leads to the own package.</summary>
    public string? WhyNoPackage(string reference)
    {
        var (name, version) = OwnPackage.Parse(reference);
        if (options.Package is not { } own || !own.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            return "여기서는 NuGet 패키지를 내려받지 않는다(교실에 네트워크가 없어도 돌아야 한다). "
                + "필요한 dll을 노트북 곁에 두고 `#r \"경로.dll\"`로 적는다.";
        }
        return version is null || version == own.Version
            ? null
            : $"이 커널에는 {own.Name} {own.Version}이 들어 있다. `#r \"nuget: {own.Name}\"`로 적는다.";
    }

    /// <summary>The nearest folder above that a build can be started in, for it holds a solution; null where there is none.</summary>
    public string? SolutionFolder => lookIn.SelectMany(Above, (_, folder) => folder)
        .FirstOrDefault(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.sln", new EnumerationOptions()).Any());

    /// <summary>Whether a build makes a file: one in a folder for outputs, named as a project of the solution where there is one.</summary>
    public bool IsMadeByBuild(string path)
    {
        if (!path.Split('/').Any(part => part is "artifacts" or "bin")) return false;
        return SolutionFolder is not { } solution || Directory.EnumerateFiles(solution, "*.sln").Where(canRead)
            .Any(file => File.ReadAllText(file).Contains($"{Path.GetFileNameWithoutExtension(path)}.csproj", StringComparison.Ordinal));
    }

    /// <summary>The path without <c>./</c> and <c>../</c> at its beginning.</summary>
    private static string WithoutDots(string reference)
    {
        while (reference.StartsWith("../", StringComparison.Ordinal) || reference.StartsWith("./", StringComparison.Ordinal))
            reference = reference[(reference.IndexOf('/') + 1)..];
        return reference;
    }

    /// <summary>A folder and all that it lies in.</summary>
    private static IEnumerable<string> Above(string folder)
    {
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above)) yield return above;
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var path = PathOf(reference) ?? Platform.Assemblies.GetValueOrDefault(reference);
        if (path is null || !canRead(path)) return [];
        if (Platform.Assemblies.Values.Contains(path)) return [MappedMetadata.Reference(path)];
        path = copies?.Of(path) ?? path;
        if (!files.Contains(path)) files.Add(path);
        return [Read(path)];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        Beside(files, referenceIdentity.Name, canRead) is { } path ? Read(path) : null;

    /// <summary>The file of an assembly that lies beside one of those named.</summary>
    public static string? Beside(IEnumerable<string> files, string name, Func<string, bool> canRead) =>
        files.Select(file => Path.Combine(Path.GetDirectoryName(file)!, name + ".dll")).FirstOrDefault(canRead);

    /// <summary>A cell did not become one of the session: the files that it was the first to reference are as if it had not.</summary>
    /// <param name="count">How many files there were before.</param>
    public void Forget(int count)
    {
        foreach (var file in files.Skip(count)) known.Remove(file);
        files.RemoveRange(count, files.Count - count);
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private PortableExecutableReference Read(string path)
    {
        if (known.TryGetValue(path, out var reference)) return reference;
        var image = File.ReadAllBytes(path);
        return known[path] = MetadataReference.CreateFromImage(image, documentation: Documentation(path), filePath: path);
    }

    private XmlDocumentationProvider? Documentation(string path) =>
        Path.ChangeExtension(path, ".xml") is var xml && canRead(xml) ? XmlDocumentationProvider.CreateFromFile(xml) : null;
}
