using System.Globalization;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Supervisor.Tests;

/// <summary>What the server says arrives whole, at once, once.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task A_C_program_is_heard_live_and_once_although_it_forks()
    {
        var program = CProgram.Compile("says", """
            #include <stdio.h>
            #include <sys/wait.h>
            #include <unistd.h>
            int main(void)
            {
                puts("before fork");
                if (fork() == 0) { puts("child"); return 0; }
                wait(NULL);
                puts("after wait");
                pause();
                return 0;
            }
            """);
        try
        {
            await using var supervised = Supervised.Start(program);
            await supervised.WaitForTextAsync("after wait\n");
            Assert.Equal("before fork\nchild\nafter wait\n", supervised.Text());
        }
        finally
        {
            File.Delete(program);
        }
    }

    [Fact]
    public async Task Both_streams_arrive_as_they_are_and_apart()
    {
        await using var supervised = Supervised.Start("sh", "-c", "printf 'one\\ttwo\\n안녕 \"quoted\" \\\\ '; printf 'error\\n' >&2");
        Assert.Equal(0, (await supervised.WaitForEventAsync("exited")).GetProperty("code").GetInt32());
        Assert.Equal("one\ttwo\n안녕 \"quoted\" \\ ", supervised.Text());
        Assert.Equal("error\n", supervised.Text("stderr"));
    }

    [Fact]
    public async Task What_it_said_comes_before_its_end()
    {
        await using var supervised = Supervised.Start("sh", "-c", "echo last words; echo last error >&2; exit 7");
        await supervised.WaitForExitAsync();
        var exited = await supervised.WaitForEventAsync("exited");
        Assert.Equal(7, exited.GetProperty("code").GetInt32());
        Assert.Equal("exited", Supervised.Name(supervised.Events[^1]));
        Assert.Equal("last words\n", supervised.Text());
        Assert.Equal("last error\n", supervised.Text("stderr"));
    }

    [Fact]
    public async Task A_character_cut_in_two_is_put_together_and_a_wrong_byte_replaced()
    {
        // 가 is EA B0 80.
        await using var supervised = Supervised.Start(
            "bash", "-c", "printf '\\xea'; sleep 0.2; printf '\\xb0\\x80|\\xff|'; printf '\\xea\\xb0'");
        await supervised.WaitForExitAsync();
        await supervised.WaitForEventAsync("exited");
        Assert.Equal("가|\ufffd|\ufffd", supervised.Text());
    }

    [Fact]
    public async Task Ten_megabytes_arrive_whole()
    {
        await using var supervised = Supervised.Start("sh", "-c", "yes 0123456789abcde | head -c 10000000");
        await supervised.WaitForExitAsync();
        await supervised.WaitForEventAsync("exited");
        var text = supervised.Text();
        Assert.Equal(10_000_000, text.Length);
        Assert.Equal(10_000_000 / 16, text.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Ten_megabytes_that_nobody_reads_do_not_delay_the_end()
    {
        var dd = Need.Program("dd", "install coreutils");
        await using var supervised = Supervised.StartUnread(dd, "if=/dev/zero", "bs=1000", "count=10000", "status=none");
        var server = (await supervised.WaitForFamilyAsync(1))[0];
        // On a busy machine it may not have begun yet.
        await Wait.UntilAsync(() => Written(server) > 0, () => "dd to write");
        long before;
        do
        {
            before = Written(server);
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }
        while (Written(server) > before);
        Assert.InRange(before, 1, 9_999_999);
        supervised.CloseStdin();
        await supervised.WaitForExitAsync();
        Assert.Empty(supervised.Family());
    }

    [Fact]
    public async Task A_server_that_closes_its_output_lives_on()
    {
        await using var supervised = await Supervised.StartShellAsync("echo ready; exec > /dev/null 2>&1; sleep 1001 & wait");
        await supervised.WaitForFamilyAsync(2);
        await Wait.UntilAsync(
            () => !Linux.DescriptorSnapshot.Take([supervised.Server]).Descriptors
                .Any(d => d.Target.StartsWith("/dev/pts/", StringComparison.Ordinal)),
            () => "nobody holds the terminal");
        // It would be a hang-up that ended it: give that the time that a server gets to end.
        await Task.Delay(400, TestContext.Current.CancellationToken);
        Assert.Equal(2, supervised.Family().Count);
        Assert.False(supervised.HasExited);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_a_failed_event()
    {
        await using var supervised = Supervised.Start("no-such-server");
        var failed = await supervised.WaitForEventAsync("failed");
        Assert.Equal("posix_spawn", failed.GetProperty("call").GetString());
        // EACCES where a folder of PATH may not be read (execvp(3)).
        Assert.Contains(failed.GetProperty("errno").GetString(), (string[])["ENOENT", "EACCES"]);
        Assert.Equal("no-such-server", failed.GetProperty("command").GetString());
        await supervised.WaitForExitAsync();
        Assert.Equal(1, supervised.ExitCode);
    }

    [Fact]
    public async Task The_server_starts_with_three_descriptors_default_signals_and_a_terminal_of_its_own()
    {
        // A shell that starts another program blocks all signals for that moment.
        await using var supervised = await Supervised.StartShellAsync("echo ready; exec sleep 1000");
        var server = supervised.Server;
        var snapshot = Linux.DescriptorSnapshot.Take([server]);
        Assert.Equal([0, 1, 2], snapshot.Descriptors.Select(d => d.Fd).Where(fd => fd < 10));
        Assert.Equal("/dev/null", snapshot.Descriptors[0].Target);
        Assert.StartsWith("/dev/pts/", snapshot.Descriptors[1].Target, StringComparison.Ordinal);
        Assert.StartsWith("pipe:", snapshot.Descriptors[2].Target, StringComparison.Ordinal);
        var status = await File.ReadAllTextAsync($"/proc/{server}/status", TestContext.Current.CancellationToken);
        Assert.Contains("SigBlk:\t0000000000000000\n", status);
        // 32 and 33 are glibc's own, which its posix_spawn leaves ignored.
        Assert.Matches("SigIgn:\t0000000(00|18)0000000\n", status);
        var stat = Linux.ProcStat.Parse(await File.ReadAllBytesAsync($"/proc/{server}/stat", TestContext.Current.CancellationToken));
        Assert.Equal(server, stat.ProcessGroup);
        Assert.Equal(supervised.Pid, stat.Session);
    }

    /// <summary>How many bytes a process has written so far (proc_pid_io(5)).</summary>
    private static long Written(int pid) =>
        long.Parse(
            File.ReadLines($"/proc/{pid}/io").First(line => line.StartsWith("wchar: ", StringComparison.Ordinal))["wchar: ".Length..],
            CultureInfo.InvariantCulture);
}
