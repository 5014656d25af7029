using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// What <c>#r</c> leads to while cells are compiled. A file is read once, whole, when it is first referenced: a
/// rebuild under a running session neither meets a locked file nor changes what later cells are compiled against,
/// just as the code that is already loaded stays what it was.
/// </summary>
internal sealed class References(string folder) : MetadataReferenceResolver
{
    private readonly Dictionary<string, PortableExecutableReference> known = new(StringComparer.Ordinal);

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The full paths of the files that cells have referenced so far, in that order.</summary>
    public IReadOnlyList<string> Files => files;

    private readonly List<string> files = [];

    public static IEnumerable<MetadataReference> OfPlatform { get; } =
        [.. Platform.Assemblies.Values.Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The full path that a <c>#r</c> with a path means; null for the bare name of an assembly of the platform.</summary>
    public string? PathOf(string reference)
    {
        if (!reference.Contains('/') && !reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) return null;
        return Path.GetFullPath(Path.Combine(folder, reference));
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var path = PathOf(reference) ?? Platform.Assemblies.GetValueOrDefault(reference);
        if (path is null || !File.Exists(path)) return [];
        if (!Platform.Assemblies.Values.Contains(path) && !files.Contains(path)) files.Add(path);
        return [Read(path)];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        Beside(files, referenceIdentity.Name) is { } path ? Read(path) : null;

    /// <summary>The file of an assembly that lies beside one of those named.</summary>
    public static string? Beside(IEnumerable<string> files, string name) =>
        files.Select(file => Path.Combine(Path.GetDirectoryName(file)!, name + ".dll")).FirstOrDefault(File.Exists);

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private PortableExecutableReference Read(string path)
    {
        if (!known.TryGetValue(path, out var reference))
            known[path] = reference = MetadataReference.CreateFromImage(File.ReadAllBytes(path), filePath: path);
        return reference;
    }
}
