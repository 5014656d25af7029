namespace EchoNotebooks.Engine.Session;

/// <summary>The assemblies that every cell may use: the runtime's own, and those through which values are shown.</summary>
internal static class Platform
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    // Shared between engine and cells: a second copy beside a referenced library would be another type.
    private static readonly string[] Shared =
    [
        typeof(NotebookStatics).Assembly.Location,
        typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.Location,
        typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly.Location,
    ];

    /// <summary>Simple name, then path.</summary>
    public static IReadOnlyDictionary<string, string> Assemblies { get; } =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Folder)
            .Concat(Shared)
            // The runtime lists System.Private.CoreLib twice.
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
}
