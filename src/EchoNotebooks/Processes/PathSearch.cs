namespace EchoNotebooks;

/// <summary>Where programs are, as execvp(3) looks for them.</summary>
internal static class PathSearch
{
    /// <summary>
    /// The file that a name stands for: itself where it is a path, otherwise the first of that name along PATH; null for none.
    /// </summary>
    public static string? Find(string program) => IsPath(program)
        ? File.Exists(program) ? program : null
        : Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>The folders of PATH in which this user may not look for a program; none where the program is a path.</summary>
    public static IReadOnlyList<string> ClosedTo(string program) =>
        IsPath(program) ? [] : [.. Folders.Where(folder => IsClosed(Path.Combine(folder, program))).Distinct()];

    private static IEnumerable<string> Folders =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsPath(string program) => program.Contains('/', StringComparison.Ordinal);

    private static bool IsClosed(string file)
    {
        try
        {
            _ = File.GetAttributes(file);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
