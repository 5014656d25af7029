using System.Diagnostics;
using System.Globalization;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>
/// What a notebook leaves behind: nothing. The notebook is a process of its own (<see cref="Notebook"/>),
/// so that it can be killed and counted without the other tests.
/// </summary>
public sealed class LeakTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Twenty_servers_leave_no_descriptor_and_no_thread_in_their_notebook()
    {
        using var notebook = Notebook.Start("twenty");
        var words = (await notebook.SaysAsync(Stop)).Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(words[1] - words[0], int.MinValue, 3); // descriptors; readers left to the collector were 10
        Assert.InRange(words[3] - words[2], int.MinValue, 6); // threads: the pool breathes
        Assert.Equal(0, words[4]); // children
    }

    [Theory]
    [InlineData("csharp")]
    [InlineData("textbook")]
    public async Task Servers_and_their_children_are_gone_after_their_notebook_is_killed(string program)
    {
        if (program == "textbook" && ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        using var notebook = Notebook.Start(program);
        var pids = (await notebook.SaysAsync(Stop)).Split(' ');
        Assert.Equal(4, pids.Length);
        Assert.All(pids, pid => Assert.True(Directory.Exists($"/proc/{pid}")));
        notebook.Kill();
        await Wait.UntilAsync(() => !pids.Any(IsAlive), () => $"{string.Join(' ', pids.Where(IsAlive))} to be gone");
    }

    [Fact]
    public async Task A_notebook_that_ends_without_disposing_leaves_nothing()
    {
        using var notebook = Notebook.Start("csharp");
        var pids = (await notebook.SaysAsync(Stop)).Split(' ');
        await notebook.EndAsync(Stop);
        Assert.All(pids, pid => Assert.False(IsAlive(pid)));
    }

    [Fact]
    public async Task A_program_that_ignores_the_hang_up_ends_when_its_supervisor_is_killed()
    {
        var output = new ServerOutput();
        await using var supervised = await SupervisedProcess.StartAsync(
            ["/bin/sh", "-c", "trap '' HUP TERM INT; sleep 1000 & setsid sleep 1000 & echo $! $$; wait"], output, Stop);
        await Wait.UntilAsync(() => output.Lines.Count > 0, () => "the program to speak");
        var pids = output.Lines[0].Split(' ');
        Assert.All(pids, pid => Assert.True(IsAlive(pid)));
        using (var supervisor = Process.GetProcessById(supervised.SupervisorPid)) supervisor.Kill();
        await Wait.UntilAsync(() => !pids.Any(IsAlive), () => $"{string.Join(' ', pids)} to be gone");
    }

    [Fact]
    public async Task A_server_whose_supervisor_is_killed_is_gone_too()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var pids = server.Snapshot().Facts.Processes.Select(process => $"{process.Pid}").ToList();
        var supervisor = server.Snapshot().Facts.Processes[0].Ppid;
        using (var process = Process.GetProcessById(supervisor)) process.Kill();
        await Wait.UntilAsync(() => !pids.Any(IsAlive), () => $"{string.Join(' ', pids.Where(IsAlive))} to be gone");
    }

    /// <summary>Whether it runs: what has ended and waits for this machine's init to reap it does not.</summary>
    private static bool IsAlive(string pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
