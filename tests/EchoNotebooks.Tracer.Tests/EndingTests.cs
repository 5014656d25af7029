using System.Diagnostics;
using System.Runtime.InteropServices;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>However it ends, nothing is left.</summary>
public sealed class EndingTests
{
    [Theory]
    [InlineData("--deltas")]
    [InlineData("--deltas --no-filter")]
    [InlineData("--step")]
    public async Task A_tracer_that_is_killed_takes_everything_with_it(string options)
    {
        await using var tracer = TracerProcess.Start(options, Servers.Command(Server.Textbook));
        if (options == "--step") await tracer.UntilAsync("listen", "after");
        var port = await tracer.PortAsync();
        using var client = await Clients.ConnectAsync(port);
        var pids = new List<int> { tracer.Steps.First().Pid };
        if (options != "--step") pids.Add((await tracer.WaitForAsync(s => s.Role == "child 1", "the child")).Pid);

        tracer.Kill();
        await Wait.UntilAsync(() => pids.All(IsGone), () => $"{string.Join(", ", pids.Where(p => !IsGone(p)))} to be gone");
    }

    [Fact]
    public async Task A_tracer_that_is_killed_takes_a_hundred_children_with_it()
    {
        await using var tracer = TracerProcess.Start("--deltas", Servers.Mended());
        var port = await tracer.PortAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Clients.ConnectAsync(port)));
        await Task.WhenAll(clients.Select(c => Clients.EchoAsync(c, "여기")));
        await Wait.UntilAsync(() => tracer.Steps.Select(s => s.Pid).Distinct().Count() == 101, () => "all children to be told", () =>
            tracer.HasEnded);
        var pids = tracer.Steps.Select(s => s.Pid).Distinct().ToList();
        Assert.DoesNotContain(pids, IsGone);
        tracer.Kill();
        await Wait.UntilAsync(() => pids.All(IsGone), () => $"{pids.Count(p => !IsGone(p))} processes to be gone");
        Array.ForEach(clients, c => c.Dispose());
    }

    [Theory]
    [InlineData("parent")]
    [InlineData("child 1")]
    public async Task A_traced_process_that_is_killed_is_a_step_and_the_others_go_on(string role)
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Mended());
        var port = await tracer.PortAsync();
        var first = await Clients.ConnectAsync(port);
        var second = await Clients.ConnectAsync(port);
        await Clients.EchoAsync(first, "하나");
        await Clients.EchoAsync(second, "둘");
        await tracer.WaitForAsync(s => s.Short == "after child 2 write(clnt_sock)", "the second echo");
        using (var process = Process.GetProcessById((await tracer.WaitForAsync(s => s.IsStep && s.Role == role, role)).Pid)) process.Kill();
        var end = await tracer.WaitForAsync(s => s is { Call: "exit", IsAfter: true } && s.Role == role, "its end");
        Assert.Equal("SIGKILL", end.Argument("signal")!.Value.GetString());
        // Who has not been killed serves on.
        await Clients.EchoAsync(second, "셋");
        if (role == "parent")
        {
            first.Close();
            second.Close();
            await tracer.WaitForEndAsync();
            Assert.Equal("SIGKILL", tracer.Lines.Single(l => l.Event == "exited").Text("signal"));
        }
        else
        {
            await Clients.WholeVisitAsync(port);
            await tracer.EndAsync();
        }
        Assert.Equal([], tracer.Lines.Where(l => l.Event is "disagreement" or "preempted" or "failed").Select(l => l.ToString()));
        first.Dispose();
        second.Dispose();
        Assert.All(tracer.Steps.Select(s => s.Pid).Distinct(), pid => Assert.True(IsGone(pid)));
    }

    [Theory]
    [InlineData("--deltas")]
    [InlineData("--step")]
    public async Task The_end_of_stdin_ends_everything(string options)
    {
        await using var tracer = TracerProcess.Start(options, Servers.Command(Server.Preforking));
        if (options == "--step") await tracer.UntilAsync("fork", "after", "parent");
        else await tracer.WaitForAsync(s => s.Role == "child 3", "the last child");
        var pids = tracer.Steps.Select(s => s.Pid).Distinct().ToList();
        await tracer.EndAsync();
        Assert.Equal(0, tracer.ExitCode);
        Assert.Equal("ended", tracer.Lines[^1].Event);
        Assert.All(pids, pid => Assert.True(IsGone(pid)));
    }

    [Fact]
    public async Task A_reader_that_does_not_read_cannot_keep_it_alive()
    {
        // 64 KiB fit into the pipe; what the program writes then fills it and blocks the tracer.
        using var process = Process.Start(new ProcessStartInfo(TracerProcess.Program,
            ["--", "/bin/sh", "-c", "while :; do echo 0123456789; done"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        })!;
        var first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var shell = new Line(first!).Pid;
        await Wait.UntilAsync(() => IsBlockedInWrite(process.Id), () => "the tracer to wait for its reader");
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60),
            TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => IsGone(shell), () => "the shell to be gone");
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_it()
    {
        using var process = Process.Start(new ProcessStartInfo(TracerProcess.Program,
            ["--", "/bin/sh", "-c", "while :; do echo 0123456789; done"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        })!;
        var shell = new Line((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!).Pid;
        process.StandardOutput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60),
            TestContext.Current.CancellationToken);
        Assert.True(IsGone(shell));
    }

    [Fact]
    public async Task Orphans_are_followed_and_reaped()
    {
        // The parent of the last sleep ends first.
        await using var tracer = TracerProcess.Start("--deltas --check", "/bin/sh", "-c", "(/bin/sleep 0.2 &) ; exit 5");
        await tracer.WaitForEndAsync();
        Assert.Equal(5, tracer.Lines.Single(l => l.Event == "exited").Number("code"));
        var picture = new Picture();
        foreach (var step in tracer.Steps) picture.Apply(step);
        Assert.Empty(picture.Pids);
        Assert.Equal(tracer.Steps.Select(s => s.Pid).Distinct().Count(), tracer.Steps.Count(s => s is { Call: "exit", IsAfter: true }));
        Assert.DoesNotContain(tracer.Lines, l => l.Event == "disagreement");
    }

    [Fact]
    public async Task A_program_killed_from_outside_is_a_step()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", "/bin/sleep", "100");
        var pid = (await tracer.WaitForAsync(s => s.IsStep, "the first step")).Pid;
        tracer.Send("""{"command":"signal","signal":"SIGKILL"}""");
        await tracer.WaitForEndAsync();
        Assert.Equal("SIGKILL", tracer.Lines.Single(l => l.Event == "exited").Text("signal"));
        Assert.Contains(tracer.Steps, s => s is { Call: "exit", IsAfter: true } && s.Pid == pid);
    }

    [Fact]
    public async Task The_program_gets_the_environment_signals_and_descriptors_that_a_shell_would_give_it()
    {
        // Without DOTNET_EnableDiagnostics, so that a launcher that left its sockets behind would be seen by this run's last check.
        const string looksAtItself = "env | grep -c DOTNET_EnableDiagnostics; cat /proc/self/status | grep -E 'SigBlk|SigIgn|SigCgt'; "
            + "ls -x /proc/self/fd; [ -t 1 ] && echo terminal";
        using var process = Process.Start(new ProcessStartInfo(TracerProcess.Program, ["--", "/bin/sh", "-c", looksAtItself])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n',
            StringSplitOptions.RemoveEmptyEntries).Select(l => new Line(l)).ToList();
        var output = string.Concat(lines.Where(l => l.Event == "output").Select(l => l.Text("text")));
        Assert.StartsWith(Environment.GetEnvironmentVariable("DOTNET_EnableDiagnostics") is null ? "0\n" : "1\n", output,
            StringComparison.Ordinal);
        Assert.Contains("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000000000\n", output,
            StringComparison.Ordinal);
        // 3 is the folder that ls itself reads.
        Assert.Matches(@"\n0 +1 +2 +3 *\n", output);
        Assert.EndsWith("terminal\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program-anywhere", "ENOENT")]
    [InlineData("/etc/passwd", "EACCES")]
    public async Task A_program_that_cannot_be_started_is_an_error_that_names_it(string program, string errno)
    {
        // Where a folder of PATH may not be read, execvp(3) says EACCES of a program that is nowhere.
        await using var tracer = TracerProcess.Launch("env", "PATH=/usr/bin:/bin", TracerProcess.Program, "--", program);
        await tracer.WaitForEndAsync();
        Assert.Equal(1, tracer.ExitCode);
        var failed = tracer.Lines.Single(l => l.Event == "failed");
        Assert.Equal(errno, failed.Text("errno"));
        Assert.Contains(program, failed.Text("why"), StringComparison.Ordinal);
        Assert.Empty(tracer.Steps);
    }

    [Fact]
    public async Task A_system_call_of_another_architecture_is_an_error_or_a_crash_and_never_half_a_recording()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) Assert.Skip("only x86-64 has a second, older kind of system call");
        using var untraced = Process.Start(Servers.Old);
        await untraced.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var tracer = TracerProcess.Start("", Servers.Old);
        await tracer.WaitForEndAsync();
        if (untraced.ExitCode == 0)
        {
            Assert.Equal(1, tracer.ExitCode);
            Assert.Contains("32비트", tracer.Lines.Single(l => l.Event == "failed").Text("why"), StringComparison.Ordinal);
        }
        else
        {
            // A kernel that runs no 32-bit programs has no such interrupt: the program crashes, and its recording is whole.
            Assert.Equal(0, tracer.ExitCode);
            Assert.Equal("SIGSEGV", tracer.Lines.Single(l => l.Event == "exited").Text("signal"));
            Assert.DoesNotContain(tracer.Lines, l => l.Event == "failed");
        }
        Assert.True(IsGone(tracer.Steps.First().Pid));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--")]
    [InlineData("--fly -- /bin/true")]
    [InlineData("/bin/true")]
    public void Wrong_arguments_exit_with_2(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(TracerProcess.Program, arguments) { RedirectStandardError = true })!;
        Assert.StartsWith("Usage : echo-tracer", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        process.WaitForExit();
        Assert.Equal(2, process.ExitCode);
    }

    private static bool IsGone(int pid)
    {
        try
        {
            return Linux.ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat")).State is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Whether one of its threads waits in a pipe's write.</summary>
    private static bool IsBlockedInWrite(int pid) =>
        Directory.EnumerateDirectories($"/proc/{pid}/task")
            .Any(task => Syscall(task) is [var number, var fd, ..] && number == "1" && fd == "0x1");

    private static string[] Syscall(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/syscall").Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
