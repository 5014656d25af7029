using System.Globalization;
using System.Text;

namespace EchoNotebooks.TestSupport;

/// <summary>
/// An assembly fixture that proves that the tests of one run leave no process and no temporary file behind.
/// Every process that a test starts inherits an environment variable that no other process has, and every
/// temporary file goes to a folder of this run; at the end both must be empty.
/// </summary>
public sealed class NothingLeftBehind : IDisposable
{
    private const string Variable = "ECHO_NOTEBOOKS_TEST_RUN";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly string run = Guid.NewGuid().ToString("N");
    private readonly string? formerTmpdir = Environment.GetEnvironmentVariable("TMPDIR");
    private readonly string folder;

    public NothingLeftBehind()
    {
        folder = Directory.CreateTempSubdirectory("echo-notebooks-tests-").FullName;
        Environment.SetEnvironmentVariable("TMPDIR", folder);
        Environment.SetEnvironmentVariable(Variable, run);
    }

    /// <summary>Processes, this one excepted, whose environment carries this run's mark (proc_pid_environ(5)).</summary>
    public static IReadOnlyList<string> ProcessesOf(string run)
    {
        var mark = Encoding.ASCII.GetBytes($"{Variable}={run}");
        var found = new List<string>();
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            if (pid == Environment.ProcessId) continue;
            try
            {
                // A zombie's environment is empty: what waits only for its parent is not running any more.
                if (File.ReadAllBytes($"{path}/environ").AsSpan().IndexOf(mark) < 0) continue;
                var command = File.ReadAllText($"{path}/cmdline").Replace('\0', ' ');
                found.Add($"{pid} {command}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at, or is not ours to look at.
            }
        }
        return found;
    }

    public void Dispose()
    {
        var deadline = DateTime.UtcNow + Patience;
        IReadOnlyList<string> left;
        while ((left = ProcessesOf(run)).Count > 0 && DateTime.UtcNow < deadline) Thread.Sleep(50);
        var files = Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).ToList();
        Environment.SetEnvironmentVariable("TMPDIR", formerTmpdir);
        Directory.Delete(folder, recursive: true);
        if (left.Count > 0) throw new InvalidOperationException($"The tests left processes running:\n{string.Join('\n', left)}");
        if (files.Count > 0) throw new InvalidOperationException($"The tests left files behind:\n{string.Join('\n', files)}");
    }
}
