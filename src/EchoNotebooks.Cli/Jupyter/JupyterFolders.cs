namespace EchoNotebooks.Cli.Jupyter;

/// <summary>Where front ends look for kernels, in the order in which they do.</summary>
internal static class JupyterFolders
{
    /// <summary>The user's own folder for Jupyter's data.</summary>
    public static string User =>
        Variable("JUPYTER_DATA_DIR")
        ?? (Variable("XDG_DATA_HOME") is { } data ? Path.Combine(data, "jupyter") : null)
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/jupyter");

    /// <summary>All folders for Jupyter's data, the first to be looked at first.</summary>
    public static IEnumerable<string> All =>
    [
        .. (Variable("JUPYTER_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        User,
        "/usr/local/share/jupyter",
        "/usr/share/jupyter",
    ];

    /// <summary>The folders of all kernels of a name, ours or not.</summary>
    /// <param name="name">The kernel's name.</param>
    /// <param name="more">One more folder for Jupyter's data, looked at first.</param>
    public static IEnumerable<string> KernelsOf(string name, string? more = null) =>
        (more is null ? All : All.Prepend(more)).Select(folder => Path.Combine(folder, "kernels", name))
            .Where(folder => File.Exists(Path.Combine(folder, "kernel.json"))).Distinct();

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
