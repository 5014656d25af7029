using System.Security.Cryptography;
using System.Text;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Copies of folders with libraries, named by their content: sessions that reference the same build share one.
/// A copy in use is held by a lock; a copy that was not used for long is deleted.
/// </summary>
/// <param name="root">The folder of the copies, created when first needed; empty where there is no place for one.</param>
/// <param name="canRead">Whether there is a file at a path, one that has an end; others are not copied.</param>
public sealed class LibraryCopies(string root, Func<string, bool> canRead)
{
    private const string Prefix = "lib-";
    private const string Restart = "라이브러리를 다시 빌드하면 커널도 다시 시작한다.";
    private const int MostFiles = 500;
    private const long MostBytes = 256L << 20;
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Old = TimeSpan.FromHours(1);
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly List<FileStream> held = [];
    private string? remark;

    /// <summary>Why a library is used where it lies; said once, null after that and where all is well.</summary>
    public string? TakeRemark() => Interlocked.Exchange(ref remark, null);

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
    /// <returns>Whether the copy is there.</returns>
    public bool Hold(string copy)
    {
        try
        {
            if (UseLock.Hold(copy) is not { } mine) return false;
            held.Add(mine);
            Directory.SetLastWriteTimeUtc(copy, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not ours to hold, and so not ours to delete.
        }
        return Directory.Exists(copy);
    }

    /// <summary>Deletes the copies that are not in use and were not of late, also those of other programs.</summary>
    public void Prune()
    {
        if (!Directory.Exists(root)) return;
        foreach (var copy in Directory.EnumerateDirectories(root))
        {
            try
            {
                UseLock.DeleteUnused(copy, Old);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use.
            }
        }
    }

    /// <summary>Makes the whole copy, or nothing: it gets its name when it is whole.</summary>
    private string? Copy(string folder)
    {
        if (root.Length == 0)
        {
            remark = $"라이브러리의 사본을 둘 수 있는 폴더가 없어 제자리에서 읽는다. {Restart}";
            return null;
        }
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (KeyOf(folder) is not { } key) return null;
            var copy = Path.Combine(root, Prefix + key);
            if (!Directory.Exists(copy) && TryCopy(folder, copy, key) is { } why)
            {
                var isLast = attempt == Attempts - 1;
                // A file was just being replaced, or another session was faster: that passes.
                if (!isLast && why is IOException and not DirectoryNotFoundException && Directory.Exists(root)) continue;
                remark = $"라이브러리의 사본을 {root} 폴더에 만들지 못해 제자리에서 읽는다({Reason(why)}). {Restart}";
                return null;
            }
            if (Hold(copy)) return copy;
            Thread.Sleep(Pause);
        }
        return null;
    }

    /// <returns>Why there is no copy; null where there is one, or the folder was changed meanwhile.</returns>
    private Exception? TryCopy(string folder, string copy, string key)
    {
        var aside = Path.Combine(root, $".{Guid.NewGuid():N}");
        try
        {
            CopyAll(folder, aside);
            // A plain file in the copy's place is of no use to anybody.
            File.Delete(copy);
            // A build that was under way has changed it: a mixture of two builds is of no use.
            if (KeyOf(folder) == key) Directory.Move(aside, copy);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Thread.Sleep(Pause);
            return e;
        }
        finally
        {
            TryDelete(aside);
        }
    }

    private static string Reason(Exception e) => e is UnauthorizedAccessException ? "쓸 권한이 없다" : "자리가 모자라거나, 폴더를 만들 수 없는 곳이다";

    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Pruned later.
        }
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

    private void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(canRead)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from)) CopyAll(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
