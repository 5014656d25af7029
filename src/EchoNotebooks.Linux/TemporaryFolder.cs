namespace EchoNotebooks.Linux;

/// <summary>
/// A private folder in TMPDIR: its name cannot be guessed, and no other user may enter it (mkdtemp(3)). Dispose removes it and all
/// that it holds.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <exception cref="TemporaryFolderException">TMPDIR is missing, full, or may not be written to.</exception>
    public TemporaryFolder() => Path = Refusing(() => Directory.CreateTempSubdirectory("echo-notebooks-").FullName);

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The full path of a file or folder in it.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text to a file in it.</summary>
    /// <returns>The file's full path.</returns>
    /// <exception cref="TemporaryFolderException">It could not be written.</exception>
    public string Write(string name, string text) => Refusing(() =>
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    });

    /// <summary>Removes it. Programs that were ended may write here until then, or have removed the folder themselves.</summary>
    public void Dispose()
    {
        for (var deadline = DateTime.UtcNow + Patience; Directory.Exists(Path); Thread.Sleep(Interval))
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Something was added meanwhile, or a program has closed a folder to us: what then stays is no reason to fail.
                if (DateTime.UtcNow > deadline) return;
            }
    }

    private static string Refusing(Func<string> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemporaryFolderException(System.IO.Path.GetTempPath(), e);
        }
    }
}
