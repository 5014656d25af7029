using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;
using static EchoNotebooks.Cli.Tests.SnapshotRuns;

namespace EchoNotebooks.Cli.Tests;

/// <summary><c>echonb snapshot</c> by a user who may not read everything.</summary>
public sealed class SnapshotPermissionTests
{
    [Fact]
    public async Task A_process_of_another_user_is_reported_with_pid_path_and_errno()
    {
        using var nobody = new Nobody();
        var (exit, output, errors) = await RunAsync(nobody.Setpriv, [.. nobody.Arguments, nobody.Echonb, "snapshot", Myself, "--json"]);

        Assert.Equal(1, exit);
        Assert.Contains($"프로세스 {Myself}: /proc/{Myself}/fd", errors, StringComparison.Ordinal);
        Assert.Contains("EACCES", errors, StringComparison.Ordinal);
        var snapshot = SnapshotJson.Read(output);
        Assert.Equal([Environment.ProcessId], snapshot.Processes.Select(p => p.Pid));
        Assert.Equal([new(Environment.ProcessId, ReadProblemKind.NotPermitted, $"/proc/{Myself}/fd", 13)], snapshot.Problems);
    }

    [Fact]
    public async Task What_may_not_be_read_is_not_counted_as_nothing()
    {
        using var nobody = new Nobody();
        var (exit, output, errors) = await RunAsync(nobody.Setpriv, [.. nobody.Arguments, nobody.Echonb, "snapshot", Myself]);
        Assert.Equal(1, exit);
        Assert.Contains("EACCES", errors, StringComparison.Ordinal);
        Assert.Contains($"프로세스 {Myself}", output, StringComparison.Ordinal);
        Assert.Contains("읽지 못했다", output, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(디스크립터|소켓) 0개", output);

        // Beside one that can be read its descriptors are counted, and the other is named.
        var cat = Need.Program("cat", "install coreutils");
        using var own = StartWithPipes(nobody.Setpriv, [.. nobody.Arguments, cat]);
        await Wait.UntilAsync(() => File.ReadAllText($"/proc/{own.Id}/comm") == "cat\n", () => "cat");
        (exit, output, _) = await RunAsync(nobody.Setpriv, [.. nobody.Arguments, nobody.Echonb, "snapshot", Myself, $"{own.Id}"]);
        own.StandardInput.Close();
        await own.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, exit);
        Assert.Matches($@"(?m)^디스크립터 \d+개.*{Myself}.*읽지 못했다", output);
    }

    [Fact]
    public async Task A_process_that_hidepid_hides_is_not_permitted_and_one_that_is_not_there_is_gone()
    {
        using var nobody = new Nobody();
        var unshare = Need.Program("unshare", "install util-linux");
        // A /proc of its own, which only this program and what it starts see.
        const string hide = "mount -t proc -o hidepid=2 proc /proc || exit 77; exec \"$@\"";
        string[] snapshot = [nobody.Echonb, "snapshot", Myself, $"{int.MaxValue}", "--json"];
        var (exit, output, errors) = await RunAsync(
            unshare, ["--mount", "sh", "-c", hide, "sh", nobody.Setpriv, .. nobody.Arguments, .. snapshot]);
        if (exit == 77 || errors.Contains("unshare failed", StringComparison.Ordinal))
            Assert.Skip($"/proc cannot be mounted with hidepid here: {errors.Trim()}");

        Assert.Equal(1, exit);
        Assert.Equal(
            [
                new(Environment.ProcessId, ReadProblemKind.NotPermitted, $"/proc/{Myself}", 1),
                new(int.MaxValue, ReadProblemKind.Gone, $"/proc/{int.MaxValue}", 2),
            ],
            SnapshotJson.Read(output).Problems);
    }

    [Fact]
    public async Task A_zombie_of_an_ordinary_user_has_no_descriptors_and_is_no_problem()
    {
        // Its /proc/PID/fd belongs to root: an ordinary user cannot open it.
        using var nobody = new Nobody();
        var program = CProgram.Compile("zombie", """
            #include <stdio.h>
            #include <sys/wait.h>
            #include <unistd.h>
            int main(void)
            {
                siginfo_t ended;
                pid_t zombie = fork();
                if (zombie == 0) _exit(0);
                waitid(P_PID, zombie, &ended, WEXITED | WNOWAIT);
                printf("%d\n", zombie);
                fflush(stdout);
                getchar();
                return 0;
            }
            """);
        using var process = StartWithPipes(nobody.Setpriv, [.. nobody.Arguments, program]);
        var zombie = (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
        var (exit, output, errors) = await RunAsync(nobody.Setpriv, [.. nobody.Arguments, nobody.Echonb, "snapshot", zombie, "--json"]);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.Delete(program);

        Assert.Equal((0, ""), (exit, errors));
        var snapshot = SnapshotJson.Read(output);
        Assert.Equal('Z', Assert.Single(snapshot.Processes).State);
        Assert.Empty(snapshot.Descriptors);
        Assert.Empty(snapshot.Problems);
    }
}
