using System.Reflection;
using System.Runtime.Loader;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Where cells and what they reference are loaded. Files are loaded from where they lie, so that a library finds
/// its own side files beside <see cref="Assembly.Location"/>; what a referenced file needs is looked for beside it,
/// before the engine's own folder, which may hold another version of the same library.
/// </summary>
/// <remarks>
/// A loaded file stays mapped: a build that replaces it under its name does no harm, one that writes into it does.
/// That is why everything is loaded at once, and why this project's build replaces (CopyToLib).
/// </remarks>
internal sealed class SessionLoadContext : AssemblyLoadContext
{
    private readonly List<string> files = [];

    private readonly Func<string, bool> canRead;

    /// <param name="canRead">Whether there is a file at a path, one that has an end.</param>
    public SessionLoadContext(Func<string, bool> canRead) : base("notebook")
    {
        this.canRead = canRead;
        ResolvingUnmanagedDll += (_, name) => LoadNative(name);
    }

    /// <summary>Loads a referenced file and, now rather than at first use, all that it needs and has beside it.</summary>
    public void Add(string file)
    {
        if (files.Contains(file)) return;
        var assembly = LoadFromAssemblyPath(file);
        files.Add(file);
        LoadAll(assembly);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || Platform.Assemblies.ContainsKey(name)) return null;
        var path = files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == name) ?? References.Beside(files, name, canRead);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    private void LoadAll(Assembly assembly)
    {
        foreach (var needed in assembly.GetReferencedAssemblies())
        {
            if (Platform.Assemblies.ContainsKey(needed.Name!) || Assemblies.Any(loaded => loaded.GetName().Name == needed.Name)) continue;
            if (References.Beside(files, needed.Name!, canRead) is { } path) LoadAll(LoadFromAssemblyPath(path));
        }
    }

    private nint LoadNative(string name) => files
        .SelectMany(file => new[] { name, $"lib{name}.so" }, (file, candidate) => Path.Combine(Path.GetDirectoryName(file)!, candidate))
        .Where(canRead).Select(LoadUnmanagedDllFromPath).FirstOrDefault();
}
