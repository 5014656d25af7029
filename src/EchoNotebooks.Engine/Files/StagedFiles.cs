using System.Text;

namespace EchoNotebooks.Engine.Files;

/// <summary>
/// Files that get their names together, when all of them are whole: each is written beside its name first. Until then, and
/// for good where one of them cannot be written, what was there before stays, and nothing else does.
/// </summary>
public sealed class StagedFiles : IDisposable
{
    private readonly Dictionary<string, string> asides = new(StringComparer.Ordinal);

    /// <summary>Writes one file; who reads it sees what was there before or the whole text.</summary>
    /// <param name="path">Its path; a link stays one, and what it leads to is replaced.</param>
    /// <param name="text">Its text, saved as UTF-8 without a byte order mark.</param>
    /// <exception cref="IOException">It cannot be written, for one because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void WriteText(string path, string text)
    {
        using var files = new StagedFiles();
        files.AddText(path, text);
        files.Commit();
    }

    /// <summary>Adds a file that is one text.</summary>
    public void AddText(string path, string text)
    {
        using var writer = new StreamWriter(Add(path), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write(text);
    }

    /// <summary>Adds a file, and its folder where that is missing.</summary>
    /// <param name="path">Where it will lie.</param>
    /// <returns>What to write it to, and to dispose before <see cref="Commit"/>.</returns>
    /// <exception cref="IOException">The folder or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public FileStream Add(string path)
    {
        path = Path.GetFullPath(path);
        if (new FileInfo(path).LinkTarget is not null) path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var aside = path + ".new";
        asides[path] = aside;
        return new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Gives all files their names.</summary>
    /// <exception cref="IOException">A folder stands in the place of one, or the like.</exception>
    public void Commit()
    {
        foreach (var (path, aside) in asides)
        {
            File.Move(aside, path, overwrite: true);
            asides.Remove(path);
        }
    }

    /// <summary>Removes what did not get its name.</summary>
    public void Dispose()
    {
        foreach (var aside in asides.Values)
        {
            try
            {
                File.Delete(aside);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The folder has become read-only meanwhile.
            }
        }
        asides.Clear();
    }
}
