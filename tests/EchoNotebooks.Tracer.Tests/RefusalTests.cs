using System.Diagnostics;
using System.Text.Json;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>What a container or a careful system refuses, refused for real: by a seccomp filter around the tracer.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Where_everything_is_allowed_the_self_test_says_so()
    {
        var (exitCode, json) = SelfTest();
        Assert.Equal(0, exitCode);
        Assert.True(json.GetProperty("canTrace").GetBoolean());
        Assert.Equal(["ptrace", "seccomp", "syscall_info", "kcmp", "memory", "pidfd_getfd", "sock_diag"],
            json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.All(json.GetProperty("checks").EnumerateArray(), c => Assert.True(c.GetProperty("ok").GetBoolean(), c.ToString()));
    }

    [Fact]
    public void A_self_test_without_ptrace_says_what_it_means_and_exits_with_3()
    {
        var (exitCode, json) = SelfTest("ptrace");
        Assert.Equal(3, exitCode);
        Assert.False(json.GetProperty("canTrace").GetBoolean());
        Assert.Contains("ptrace가 거부되었다", json.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Contains("seccomp", json.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal("2", json.GetProperty("seccompMode").GetString());
        Assert.Equal("EPERM", Check(json, "ptrace").GetProperty("errno").GetString());
    }

    [Theory]
    [InlineData("seccomp")]
    [InlineData("kcmp")]
    [InlineData("pidfd_getfd")]
    [InlineData("memory")]
    public void A_self_test_names_what_else_is_refused_and_what_is_lost(string service)
    {
        var (exitCode, json) = SelfTest(service);
        Assert.Equal(0, exitCode);
        var check = Check(json, service);
        Assert.False(check.GetProperty("ok").GetBoolean());
        Assert.Equal("EPERM", check.GetProperty("errno").GetString());
        Assert.Matches(@"\p{IsHangulSyllables}", check.GetProperty("lost").GetString());
        Assert.Single(json.GetProperty("checks").EnumerateArray(), c => !c.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Without_ptrace_nothing_is_started_and_the_exit_code_is_3()
    {
        await using var tracer = TracerProcess.Launch(Servers.Refuse, "ptrace", TracerProcess.Program, "--", "/bin/echo", "hello");
        await tracer.WaitForEndAsync();
        Assert.Equal(3, tracer.ExitCode);
        Assert.Equal("ptrace", tracer.Lines.Single(l => l.Event == "failed").Text("call"));
        Assert.Equal("", tracer.Output);
    }

    [Theory]
    [InlineData("seccomp", "calls")]
    [InlineData("kcmp", "filter")]
    [InlineData("pidfd_getfd", "filter")]
    [InlineData("netlink", "filter")]
    [InlineData("kcmp,pidfd_getfd,netlink,seccomp", "calls")]
    public async Task Whatever_else_is_refused_the_recording_is_as_true(string services, string stops)
    {
        await using var tracer = TracerProcess.Launch([Servers.Refuse, services, TracerProcess.Program, "--deltas", "--check", "--",
            .. Servers.Mended()]);
        var port = await tracer.PortAsync();
        using (var client = await Clients.ConnectAsync(port))
        {
            await Clients.EchoAsync(client, "hello");
            var told = await tracer.WaitForAsync(s => s is { Call: "accept", IsAfter: true, Result: >= 0 }, "the accept");
            Assert.Equal(client.Client.LocalEndPoint!.ToString(), told.Argument("address")!.Value.GetString());
            Assert.Contains(told.Sockets(), s => s.GetProperty("state").GetString() == "ESTABLISHED"
                && s.GetProperty("remote").GetString() == client.Client.LocalEndPoint!.ToString());
        }
        await tracer.WaitForAsync(s => s is { Call: "exit", IsAfter: true, Role: "child 1" }, "the child's end");
        await tracer.EndAsync();
        Assert.Equal(stops, tracer.Lines.First(l => l.Event == "started").Text("stops"));
        Assert.DoesNotContain(tracer.Lines, l => l.Event is "disagreement" or "preempted" or "failed");
        Assert.Contains(tracer.Steps, s => s.Short == "after child 1 close(serv_sock)");
    }

    [Fact]
    public async Task An_ordinary_user_may_trace_what_he_starts()
    {
        var setpriv = Need.Program("setpriv", "install util-linux");
        if (Environment.UserName != "root") Assert.Skip("these tests run as an ordinary user already");
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            // The user has no way into the folders of the one who runs the tests.
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "echo-tracer*")
                .Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "EchoNotebooks.Linux.dll")))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            var server = Path.Combine(folder, "server");
            File.Copy(Servers.Mended()[0], server);
            foreach (var way in new[] { folder, Path.GetTempPath() }) File.SetUnixFileMode(way, (UnixFileMode)0b111_101_101);
            await using var tracer = TracerProcess.Launch(setpriv, "--reuid=65534", "--regid=65534", "--clear-groups",
                Path.Combine(folder, "echo-tracer"), "--deltas", "--check", "--", server);
            var port = await tracer.PortAsync();
            await Clients.WholeVisitAsync(port);
            await tracer.WaitForAsync(s => s is { Call: "exit", IsAfter: true, Role: "child 1" }, "the child's end");
            await tracer.EndAsync();
            Assert.DoesNotContain(tracer.Lines, l => l.Event is "disagreement" or "preempted" or "failed");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(Libc.EPERM, 3, 0, true, "ptrace_scope가 3")]
    [InlineData(Libc.EPERM, 2, 0, false, "ptrace_scope가 2")]
    [InlineData(Libc.EPERM, 2, 2, true, "seccomp 필터")]
    [InlineData(Libc.EPERM, null, 2, false, "seccomp 필터")]
    [InlineData(Libc.ENOSYS, null, 0, false, "gVisor")]
    [InlineData(Libc.EPERM, 1, 0, false, "다른 추적기")]
    public void A_refusal_is_explained_from_what_the_system_says_of_itself(int errno, int? scope, int seccomp, bool isCapable,
        string expected) =>
        Assert.Contains(expected, Refusal.Explain(errno, scope, seccomp, isCapable), StringComparison.Ordinal);

    [Fact]
    public void A_tracer_that_is_there_already_is_named() =>
        Assert.Contains("pid 42(strace", Refusal.Explain(Libc.EPERM, 1, 0, true, tracer: 42), StringComparison.Ordinal);

    private static JsonElement Check(JsonElement json, string name) =>
        json.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    private static (int ExitCode, JsonElement Json) SelfTest(string? refused = null)
    {
        string[] command = refused is null ? [TracerProcess.Program, "--self-test"] : [Servers.Refuse, refused, TracerProcess.Program,
            "--self-test"];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, JsonDocument.Parse(output).RootElement);
    }
}
