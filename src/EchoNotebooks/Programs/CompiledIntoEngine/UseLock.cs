namespace EchoNotebooks;

/// <summary>
/// Keeps the folders of a cache from being deleted while processes use them: each user holds FOLDER.use with a shared lock
/// (flock(2)), and only who holds it alone deletes the folder.
/// </summary>
internal static class UseLock
{
    private const int EWOULDBLOCK = 11;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Locks a folder. The lock ends with the process, however that ends.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The lock; null where the folder is not there, or not any more.</returns>
    /// <exception cref="IOException">There can be no lock here.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's cache: that user's processes alone delete there.</exception>
    internal static FileStream? Hold(string folder)
    {
        while (Directory.Exists(folder))
        {
            try
            {
                var held = new FileStream(FileOf(folder), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
                if (!IsDeleted(held) && Directory.Exists(folder)) return held;
                // It was deleted after it was looked for, or after the file was opened.
                held.Dispose();
            }
            catch (IOException e) when (e.HResult == EWOULDBLOCK)
            {
                // It is being deleted just now.
                Thread.Sleep(Pause);
            }
        }
        return null;
    }

    /// <summary>Deletes a folder that no process holds and that was not used for some time.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="old">How long.</param>
    /// <exception cref="IOException">It is in use.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    internal static void DeleteUnused(string folder, TimeSpan old)
    {
        if (!IsOld()) return;
        using var alone = new FileStream(FileOf(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (IsDeleted(alone) || !IsOld()) return;
        Directory.Delete(folder, recursive: true);
        // Before the lock ends: a process that has opened the file meanwhile sees that it is deleted, and opens a new one.
        File.Delete(FileOf(folder));

        bool IsOld() => DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) >= old;
    }

    private static string FileOf(string folder) => folder.TrimEnd('/') + ".use";

    /// <summary>Whether an open file has no name any more (proc_pid_fd(5)).</summary>
    internal static bool IsDeleted(FileStream file)
    {
        var name = new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget;
        return name?.EndsWith(" (deleted)", StringComparison.Ordinal) == true;
    }
}
