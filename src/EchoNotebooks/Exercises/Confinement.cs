using System.Globalization;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// What a submission's program gets: a folder of its own, which is removed afterwards, and limits of its memory, its files and
/// its processes (getrlimit(2)). Its time is limited where it is recorded or tried.
/// </summary>
internal sealed class Confinement : IDisposable
{
    private const int MostMemoryKiB = 1024 * 1024;

    /// <summary>A shell counts in blocks of 512 or of 1024 bytes.</summary>
    private const int MostFileBlocks = 32 * 1024;

    /// <summary>So many more tasks than there are when the program starts.</summary>
    private const int MoreTasks = 300;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryFolder folder = new();
    private readonly int most = Tasks() + MoreTasks;

    /// <summary>A program with these limits.</summary>
    public ServerProgram Of(ServerProgram program) => program.StartedBy(Command);

    /// <summary>
    /// Watches how many tasks there are: the kernel does not limit those of root. Others may start programs meanwhile: the program's
    /// own are counted only where there are too many.
    /// </summary>
    /// <param name="ct">Ends the watch.</param>
    /// <returns>Whether there are more than a program may make; false where the watch ended before.</returns>
    public async Task<bool> ExceedsAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (Tasks() > most && OwnTasks() > MoreTasks / 2) return true;
            await Task.Delay(Interval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return false;
    }

    /// <summary>The folder goes with all that the program has left in it.</summary>
    public void Dispose() => folder.Dispose();

    /// <summary>A shell sets the limits and becomes the program. Shells have two names for that of processes.</summary>
    private string[] Command(string[] command)
    {
        var script = string.Create(CultureInfo.InvariantCulture,
            $"cd \"$0\" && ulimit -c 0 && ulimit -v {MostMemoryKiB} && ulimit -f {MostFileBlocks} "
            + $"&& {{ ulimit -u {most} || ulimit -p {most} || :; }} 2>/dev/null && exec \"$@\"");
        return ["/bin/sh", "-c", script, folder.Path, .. command];
    }

    /// <summary>The tasks of what was started in the folder and has not left it, proc_pid_cwd(5).</summary>
    private int OwnTasks() => Directory.EnumerateDirectories("/proc").Sum(process =>
    {
        try
        {
            return new FileInfo($"{process}/cwd").LinkTarget == folder.Path ? Directory.GetDirectories($"{process}/task").Length : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or it is another user's.
            return 0;
        }
    });

    /// <summary>All tasks of the system, which are at least those of a user, proc_loadavg(5).</summary>
    private static int Tasks() =>
        int.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[3].Split('/')[1], CultureInfo.InvariantCulture);
}
