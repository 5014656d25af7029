using System.Globalization;
using System.Text;

namespace EchoNotebooks.TestSupport;

/// <summary>
/// What this program starts and writes from now on: every process that descends from it inherits an environment variable that no
/// other process has, and every temporary file goes to a folder of this run.
/// </summary>
public sealed class MarkedRun
{
    private const string Variable = "ECHO_NOTEBOOKS_TEST_RUN";
    private const string Temporary = "TMPDIR";
    private readonly string run = Guid.NewGuid().ToString("N");
    private readonly string? formerTmpdir = Environment.GetEnvironmentVariable(Temporary);
    private readonly string? formerRun = Environment.GetEnvironmentVariable(Variable);

    public MarkedRun()
    {
        Environment.SetEnvironmentVariable(Temporary, Folder);
        Environment.SetEnvironmentVariable(Variable, run);
    }

    /// <summary>The folder of its temporary files.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("echo-tests-").FullName;

    /// <summary>The temporary files that there are now.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories);

    /// <summary>The processes that run now, this one excepted, and carry the mark.</summary>
    public IReadOnlyList<(int Pid, string Command)> Processes() => ProcessesWith(Variable, run);

    /// <summary>
    /// The processes that run now, this one excepted, in whose environment a variable has this value (proc_pid_environ(5)). A
    /// zombie's environment is empty: what waits only for its parent is not running any more.
    /// </summary>
    public static IReadOnlyList<(int Pid, string Command)> ProcessesWith(string variable, string value)
    {
        var mark = Encoding.ASCII.GetBytes($"{variable}={value}");
        var found = new List<(int, string)>();
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            if (pid == Environment.ProcessId) continue;
            try
            {
                if (File.ReadAllBytes($"{path}/environ").AsSpan().IndexOf(mark) < 0) continue;
                found.Add((pid, File.ReadAllText($"{path}/cmdline").Replace('\0', ' ').Trim()));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at, or belongs to another user.
            }
        }
        return found;
    }

    /// <summary>Ends the mark, and removes the folder with what is in it.</summary>
    public void End()
    {
        Environment.SetEnvironmentVariable(Temporary, formerTmpdir);
        Environment.SetEnvironmentVariable(Variable, formerRun);
        Directory.Delete(Folder, recursive: true);
    }
}
