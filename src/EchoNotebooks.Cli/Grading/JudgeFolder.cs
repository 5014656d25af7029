namespace EchoNotebooks.Cli.Grading;

/// <summary>Where a judge and the programs that it runs put their files for a time.</summary>
internal sealed class JudgeFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public string Path { get; } = Directory.CreateTempSubdirectory("echo-notebooks-").FullName;

    /// <summary>Removes it. What a killed judge has started is ended by its guardian, and may write here until then.</summary>
    public void Dispose()
    {
        // A submission may have removed the folder itself.
        for (var deadline = DateTime.UtcNow + Patience; Directory.Exists(Path); Thread.Sleep(Interval))
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (Exception e) when (FileException.Covers(e))
            {
                // Something was added meanwhile, or a submission has closed a folder: what then stays does not end the grading.
                if (DateTime.UtcNow > deadline) return;
            }
    }
}
