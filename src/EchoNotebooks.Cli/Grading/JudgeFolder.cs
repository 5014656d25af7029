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
        for (var deadline = DateTime.UtcNow + Patience; ; Thread.Sleep(Interval))
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (DateTime.UtcNow < deadline)
            {
                // Something was added meanwhile.
            }
    }
}
