namespace EchoNotebooks;

/// <summary>
/// The programs in the cache that this process may still run or ask for their lines. A kernel that starts deletes what was
/// not used for an hour, except where a shared lock (flock(2)) is held on FOLDER.use: see LibraryCopies in EchoNotebooks.Engine.
/// </summary>
internal sealed class ProgramsInUse
{
    private readonly Dictionary<string, FileStream> held = [];

    /// <summary>Keeps a program's folder from being deleted while this process lives.</summary>
    /// <param name="folder">The folder; where there is none nothing happens.</param>
    public void Hold(string folder)
    {
        if (!Directory.Exists(folder)) return;
        lock (held)
        {
            try
            {
                if (!held.ContainsKey(folder))
                    held[folder] = new FileStream(folder + ".use", FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
                Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's cache: that user's kernels alone delete there.
            }
        }
    }
}
