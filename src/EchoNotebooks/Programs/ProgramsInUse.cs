namespace EchoNotebooks;

/// <summary>
/// The programs in the cache that this process may still run or ask for their lines. A kernel that starts deletes what was
/// not used for an hour and is not locked: see LibraryCopies in EchoNotebooks.Engine.
/// </summary>
internal sealed class ProgramsInUse
{
    private readonly Dictionary<string, FileStream> held = [];

    /// <summary>Keeps a program's folder from being deleted while this process lives.</summary>
    /// <param name="folder">The folder; where there is none nothing happens.</param>
    public void Hold(string folder)
    {
        lock (held)
        {
            try
            {
                if (!held.ContainsKey(folder) && UseLock.Hold(folder) is { } mine) held[folder] = mine;
                if (Directory.Exists(folder)) Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's cache: that user's kernels alone delete there.
            }
        }
    }
}
