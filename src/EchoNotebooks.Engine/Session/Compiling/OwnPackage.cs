using System.Reflection;

namespace EchoNotebooks.Engine.Session;

/// <summary>A package that the engine's host has with it: <c>#r "nuget: NAME"</c> is its own copy, and nothing is fetched.</summary>
/// <param name="Name">The package's name; letters of either case.</param>
/// <param name="Library">The full path of its assembly, which lies in a folder with all that it needs.</param>
public sealed record OwnPackage(string Name, string Library)
{
    private const string Prefix = "nuget:";

    /// <summary>The version of the copy: the assembly's first three numbers.</summary>
    public string Version => AssemblyName.GetAssemblyName(Library).Version!.ToString(3);

    /// <summary>Whether a <c>#r</c> asks for a package.</summary>
    public static bool IsAsked(string reference) => reference.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name and the version that a <c>#r "nuget: …"</c> asks for; no version is any.</summary>
    public static (string Name, string? Version) Parse(string reference)
    {
        var parts = reference[Prefix.Length..].Split(',', 2, StringSplitOptions.TrimEntries);
        return (parts[0], parts is [_, var version] && version is not ("" or "*") ? version : null);
    }
}
