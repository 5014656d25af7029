namespace EchoNotebooks.Cli.Running;

/// <summary>Where this project's own files lie.</summary>
internal static class Repository
{
    /// <summary>
    /// The folder that holds EchoNotebooks.sln: looked for from the current folder upwards, then from this program
    /// upwards, so that <c>dotnet run --project</c> works from anywhere. Null where there is none.
    /// </summary>
    public static string? Root { get; } = Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory);

    private static string? Above(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "EchoNotebooks.sln"))) folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
