using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;
using static EchoNotebooks.Cli.Tests.SnapshotRuns;

namespace EchoNotebooks.Cli.Tests;

/// <summary>`echonb snapshot` as a process of its own, looking at this test and at programs that it starts.</summary>
public sealed class SnapshotCommandTests
{
    [Fact]
    public async Task Json_is_one_line_of_schema_1_with_the_sockets_of_the_process()
    {
        using var listener = Listen();
        var (exit, output, errors) = await RunAsync(Echonb, "snapshot", Myself, "--json");

        Assert.Equal((0, ""), (exit, errors));
        Assert.Equal(output.Length - 1, output.IndexOf('\n', StringComparison.Ordinal));
        Assert.Equal(1, (int)JsonNode.Parse(output)!["schema"]!);
        var socket = Assert.Single(SnapshotJson.Read(output).Sockets, s => s.Local?.ToString() == listener.LocalEndpoint.ToString());
        Assert.Equal(("tcp", null, "LISTEN"), (socket.Protocol, socket.Remote, socket.State));
    }

    [Fact]
    public async Task Text_says_the_same_in_Korean_without_frames_and_escapes_when_it_is_piped()
    {
        using var listener = Listen();
        var (exit, output, errors) = await RunAsync(Echonb, "snapshot", Myself);

        Assert.Equal((0, ""), (exit, errors));
        Assert.Matches($@"(?m)^\d+ +tcp +{listener.LocalEndpoint} +LISTEN +1개$", output);
        Assert.Matches($@"(?m)^{Myself} +\d+ +소켓 +#\d+ +닫힘 +socket:\[\d+\]$", output);
        Assert.Contains("프로세스 1개", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output, c => c == '\e' || c is >= '─' and <= '╿');
        Assert.DoesNotContain(output.Split('\n'), line => line.EndsWith(' '));
    }

    [Fact]
    public async Task Children_are_shown_when_asked_for()
    {
        using var child = StartWithPipes(Need.Program("cat", "install coreutils"));
        var (_, without, _) = await RunAsync(Echonb, "snapshot", Myself, "--json");
        var (_, with, _) = await RunAsync(Echonb, "snapshot", Myself, "--children", "--json");
        child.StandardInput.Close();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(SnapshotJson.Read(without).Processes, p => p.Pid == child.Id);
        Assert.Contains(SnapshotJson.Read(with).Processes, p => p.Pid == child.Id && p.Ppid == Environment.ProcessId);
    }

    [Fact]
    public async Task A_process_that_is_not_there_makes_the_exit_code_1_and_is_named()
    {
        var (exit, output, errors) = await RunAsync(Echonb, "snapshot", "2147483647", Myself, "--json");
        Assert.Equal(1, exit);
        Assert.Contains("프로세스 2147483647", errors, StringComparison.Ordinal);
        Assert.Contains("ENOENT", errors, StringComparison.Ordinal);
        Assert.Equal([Environment.ProcessId], SnapshotJson.Read(output).Processes.Select(p => p.Pid));
    }

    [Theory]
    [InlineData("번호를 하나 이상")]
    [InlineData("abc", "abc")]
    [InlineData("0", "0")]
    [InlineData("-1", "-1")]
    [InlineData("4294967296", "4294967296")]
    [InlineData("1\u001b[31m", "1␛[31m")]
    [InlineData("--nonsense", "--nonsense")]
    public async Task Wrong_arguments_are_named_and_the_exit_code_is_2(string argument, string? named = null)
    {
        var (exit, output, errors) = await (named is null ? RunAsync(Echonb, "snapshot") : RunAsync(Echonb, "snapshot", argument));
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(named ?? argument, errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', errors);
    }

    [Fact]
    public async Task What_a_process_calls_itself_does_not_reach_the_terminal()
    {
        var program = CProgram.Compile("named", """
            #include <stdio.h>
            #include <sys/prctl.h>
            int main(void) { prctl(PR_SET_NAME, "\033[2J[red]x\n"); puts("ready"); fflush(stdout); getchar(); return 0; }
            """);
        using var process = StartWithPipes(program);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var (exit, output, _) = await RunAsync(Echonb, "snapshot", process.Id.ToString(CultureInfo.InvariantCulture));
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.Delete(program);

        Assert.Equal(0, exit);
        Assert.DoesNotContain('\e', output);
        Assert.Contains("␛[2J[red]x␊", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_kcmp_is_refused_sockets_are_told_by_their_inode_and_the_snapshot_says_so()
    {
        using var listener = Listen();
        var refused = await RefusedAsync("kcmp");
        Assert.Equal(DescriptionSource.SocketInode, refused.DescriptionSource);
        Assert.NotEmpty(refused.Descriptors);
        Assert.All(refused.Descriptors, d => Assert.Equal(d.Kind == DescriptorKind.Socket, d.OpenFileDescription is not null));
        Assert.All(
            refused.Descriptors.Where(d => d.Kind == DescriptorKind.Socket).GroupBy(d => d.Inode),
            same => Assert.Single(same.Select(d => d.OpenFileDescription).Distinct()));
        Assert.Contains(refused.Sockets, s => s.Local?.ToString() == listener.LocalEndpoint.ToString());
    }

    [Fact]
    public async Task Where_netlink_is_refused_sockets_are_read_from_proc_net()
    {
        using var listener = Listen();
        using var client = new TcpClient(AddressFamily.InterNetwork);
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using var accepted = listener.AcceptTcpClient();
        var refused = await RefusedAsync("netlink");

        var ends = (client.Client.LocalEndPoint!.ToString(), listener.LocalEndpoint.ToString());
        Assert.Contains(refused.Sockets, s => s.State == "LISTEN" && s.Local?.ToString() == ends.Item2 && s.Remote is null);
        Assert.Contains(refused.Sockets, s => s.State == "ESTABLISHED" && (s.Local?.ToString(), s.Remote?.ToString()) == ends);
        Assert.Contains(refused.Sockets, s => s.State == "ESTABLISHED" && (s.Remote?.ToString(), s.Local?.ToString()) == ends);
    }

    /// <summary>A snapshot of this process by an echonb for which the kernel refuses something.</summary>
    private static async Task<DescriptorSnapshot> RefusedAsync(string what)
    {
        var source = Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Cli.Tests/Helpers/without.c");
        var without = CProgram.Compile("without", await File.ReadAllTextAsync(source));
        var (exit, output, errors) = await RunAsync(without, what, Echonb, "snapshot", Myself, "--json");
        File.Delete(without);
        if (exit == 125) Assert.Skip($"no seccomp filter is possible here: {errors}");
        Assert.Equal((0, ""), (exit, errors));
        return SnapshotJson.Read(output);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}
