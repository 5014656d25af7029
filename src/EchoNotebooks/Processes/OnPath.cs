namespace EchoNotebooks;

/// <summary>Where programs are, as execvp(3) looks for them.</summary>
internal static class OnPath
{
    /// <summary>
    /// The file that a name stands for: itself where it is a path, otherwise the first of that name along PATH; null for none.
    /// </summary>
    public static string? Find(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program) ? program : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
