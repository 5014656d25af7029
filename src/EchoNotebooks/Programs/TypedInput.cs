namespace EchoNotebooks;

/// <summary>What a program reads from its standard input: a file in a folder of its own, which is deleted when it is disposed.</summary>
internal sealed class TypedInput : IDisposable
{
    private readonly string? folder;

    /// <param name="text">The text; empty for none.</param>
    public TypedInput(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return;
        folder = Directory.CreateTempSubdirectory("echo-notebooks-").FullName;
        File.WriteAllText(Path.Combine(folder, "stdin"), text);
    }

    /// <summary>The command with this as its standard input: a shell opens the file and becomes the program.</summary>
    public string[] Of(string[] command) => folder is null
        ? command : ["/bin/sh", "-c", "exec \"$@\" < \"$0\"", Path.Combine(folder, "stdin"), .. command];

    public void Dispose()
    {
        if (folder is not null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
