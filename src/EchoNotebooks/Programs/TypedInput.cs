using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>What a program reads from its standard input: a file in a folder of its own, which is deleted when it is disposed.</summary>
internal sealed class TypedInput : IDisposable
{
    private readonly TemporaryFolder? folder;
    private readonly string file = "";

    /// <param name="text">The text; empty for none.</param>
    /// <exception cref="TemporaryFolderException">There is no room for it.</exception>
    public TypedInput(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return;
        folder = new();
        try
        {
            file = folder.Write("stdin", text);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The command with this as its standard input: a shell opens the file and becomes the program.</summary>
    public string[] Of(string[] command) =>
        folder is null ? command : ["/bin/sh", "-c", "exec \"$@\" < \"$0\"", file, .. command];

    public void Dispose() => folder?.Dispose();
}
