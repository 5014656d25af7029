namespace EchoNotebooks.Cli.Books;

/// <summary>A folder for what is not kept; only this user can read it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("echonb-book-").FullName;

    /// <summary>The full path of a file or folder in it.</summary>
    public string PathOf(string name) => Path.Combine(path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A program that was ended may still be closing its files.
        }
    }
}
