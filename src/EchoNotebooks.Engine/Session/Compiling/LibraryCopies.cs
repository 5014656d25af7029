using System.Security.Cryptography;
using System.Text;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Copies of folders with libraries, named by their content: sessions that reference the same build share one.
/// A copy in use is held by a lock; a copy that was not used for long is deleted.
/// </summary>
/// <param name="root">The folder of the copies; created when first needed.</param>
public sealed class LibraryCopies(string root)
{
    private const string Prefix = "lib-";
    private const int MostFiles = 500;
    private const long MostBytes = 256L << 20;
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Old = TimeSpan.FromHours(1);
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly List<FileStream> held = [];

    /// <summary>The path of a file in a copy of its folder; the file's own path where its folder is too large to be copied.</summary>
    /// <param name="file">Full path of a file that exists.</param>
    public string Of(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        lock (known)
        {
            if (!known.TryGetValue(folder, out var copy)) known[folder] = copy = Copy(folder) ?? folder;
            return Path.Combine(copy, Path.GetFileName(file));
        }
    }

    /// <summary>Keeps a copy from being deleted while this process lives.</summary>
    public void Hold(string copy)
    {
        try
        {
            // flock(2), shared: it ends with the process, however that ends.
            held.Add(new FileStream(LockOf(copy), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read));
            Directory.SetLastWriteTimeUtc(copy, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not ours to hold, and so not ours to delete.
        }
    }

    /// <summary>Deletes the copies that are not in use and were not of late, also those of other programs.</summary>
    public void Prune()
    {
        if (!Directory.Exists(root)) return;
        foreach (var copy in Directory.EnumerateDirectories(root))
        {
            try
            {
                if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(copy) < Old) continue;
                using (new FileStream(LockOf(copy), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
                    Directory.Delete(copy, recursive: true);
                File.Delete(LockOf(copy));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use.
            }
        }
    }

    private static string LockOf(string copy) => copy.TrimEnd('/') + ".use";

    private string? Copy(string folder)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (KeyOf(folder) is not { } key) return null;
            var copy = Path.Combine(root, Prefix + key);
            if (!Directory.Exists(copy))
            {
                var aside = Path.Combine(root, $".{Guid.NewGuid():N}");
                try
                {
                    CopyAll(folder, aside);
                    // A build that was under way has changed it: a mixture of two builds is of no use.
                    if (KeyOf(folder) == key) Directory.Move(aside, copy);
                }
                catch (Exception e) when (e is IOException && attempt < Attempts - 1)
                {
                    // A file was just being replaced, or another session was faster.
                }
                finally
                {
                    if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
                }
            }
            if (Directory.Exists(copy))
            {
                Hold(copy);
                return copy;
            }
            Thread.Sleep(Pause);
        }
        return null;
    }

    /// <summary>Names, sizes and times of all files; null where there is too much.</summary>
    private static string? KeyOf(string folder)
    {
        var text = new StringBuilder(folder);
        var count = 0;
        var bytes = 0L;
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Take(MostFiles + 1);
        foreach (var file in files.OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            if (++count > MostFiles || (bytes += file.Length) > MostBytes) return null;
            text.Append('\n').Append(file.FullName).Append('|').Append(file.Length).Append('|').Append(file.LastWriteTimeUtc.Ticks);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from)) CopyAll(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
