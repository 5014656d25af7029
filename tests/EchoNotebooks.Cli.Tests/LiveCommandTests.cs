using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EchoNotebooks.TestSupport;
using static EchoNotebooks.Cli.Tests.SnapshotRuns;

namespace EchoNotebooks.Cli.Tests;

/// <summary><c>echonb live</c> where something is refused or missing, and what it opens the page with.</summary>
public sealed class LiveCommandTests : IDisposable
{
    private static readonly string Textbook = Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c");
    private readonly string folder = Directory.CreateTempSubdirectory("live-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Opened => Path.Combine(folder, "opened");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Where_ptrace_is_refused_the_server_is_polled_and_the_window_says_so()
    {
        Need.Program("cc", "install gcc or clang with its C headers");
        using var echonb = EchonbProcess.StartRefused("ptrace", folder, "live", "--no-browser", "--", Textbook, "{port}");
        await echonb.UntilAsync(() => echonb.Output.Contains('\n') || echonb.Process.HasExited);
        Assert.StartsWith("http://127.0.0.1:", echonb.Output);
        using var http = new HttpClient();
        await using var stream = await http.GetStreamAsync(new Uri(new Uri(echonb.Output.Trim()), "events"), Stop);
        using var states = new StreamReader(stream);
        var state = await StateAsync(states, _ => true);
        Assert.False(state.GetProperty("isTraced").GetBoolean());
        Assert.Equal("running", state.GetProperty("motion").GetString());
        var how = state.GetProperty("how").GetString();
        Assert.Contains("이 시스템에서는 추적할 수 없어 0.1초마다 커널에 묻는다", how);
        Assert.Contains("놓칠 수 있다", how);
        Assert.Contains("ptrace가 거부되었다", how);

        // A client from outside is seen to be served, and what the server writes is there.
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, state.GetProperty("port").GetInt32(), Stop);
            state = await StateAsync(states, now => now.GetProperty("clients").EnumerateArray()
                .Any(one => one.GetProperty("state").GetString() == "자식 프로세스 1 · ESTABLISHED"));
            Assert.True(state.GetProperty("count").GetInt32() > 0);
        }
        await StateAsync(states, now => $"{now.GetProperty("output")}".Contains("client disconnected", StringComparison.Ordinal));
        await EndAsync(echonb);
    }

    [Fact]
    public async Task Where_it_is_asked_for_in_words_other_machines_may_open_the_window_and_the_lecturer_is_told_so()
    {
        using var sleeper = Process.Start(Need.Program("sleep", "install coreutils"), "600");
        try
        {
            using var echonb = EchonbProcess.Start(
                folder, "live", "--any", "--no-browser", sleeper.Id.ToString(CultureInfo.InvariantCulture));
            await echonb.UntilAsync(() => echonb.Process.HasExited
                || (echonb.Errors.Contains("--any: 다른 컴퓨터에서도 열린다") && echonb.Output.Contains('\n')));
            var address = new Uri(echonb.Output.Split('\n')[0]);
            Assert.Equal(33, address.Segments[1].Length);
            var listening = Assert.Single(Ports.Look(address.Port).Sockets, socket => socket.State == "LISTEN");
            Assert.Equal($"0.0.0.0:{address.Port}", listening.Local!.ToString());
            await EndAsync(echonb);
        }
        finally
        {
            sleeper.Kill();
            await sleeper.WaitForExitAsync(Stop);
        }
    }

    [Fact]
    public async Task Where_ptrace_is_refused_nothing_can_be_stepped_and_it_says_why_and_exits_with_3()
    {
        Need.Program("cc", "install gcc or clang with its C headers");
        using var echonb = EchonbProcess.StartRefused("ptrace", folder, "live", "--no-browser", "--step", "--", Textbook);
        Assert.Equal(3, await echonb.ExitAsync());
        Assert.Contains("ptrace가 거부되었다", echonb.Errors);
        Assert.Equal("", echonb.Output);
    }

    [Fact]
    public async Task A_process_of_another_user_is_not_watched_and_the_sentence_says_whose_it_must_be()
    {
        using var nobody = new Nobody(withPrograms: true);
        var (exit, output, errors) = await RunAsync(nobody.Setpriv, [.. nobody.Arguments, nobody.Echonb, "live", "--no-browser", Myself]);
        Assert.Equal((1, ""), (exit, output));
        Assert.Equal(
            $"프로세스 {Myself}: /proc/{Myself}/fd 읽기 권한이 없다(EACCES). 그 프로세스를 실행한 사용자나 root로 다시 실행한다.\n", errors);
    }

    [Fact(Explicit = true)]
    public async Task The_page_is_opened_with_what_the_system_has_for_it_and_without_one_only_its_address_is_said()
    {
        // Nothing to show it on: a program is there and is not asked. Then with --no-browser.
        await OpenAsync("xdg-open", []);
        await OpenAsync("xdg-open", ["DISPLAY=:99"], "--no-browser");
        // What those two would have opened would stand before this.
        var address = await OpenAsync("xdg-open", ["DISPLAY=:99"]);
        await Wait.UntilAsync(() => IsOpened(1), () => "xdg-open");
        Assert.Equal([$"xdg-open {address}"], await File.ReadAllLinesAsync(Opened, Stop));
        // The terminal of VS Code, a remote one too, says with what; and a program that is not there is no error.
        address = await OpenAsync("code", [$"BROWSER={folder}/code"]);
        await Wait.UntilAsync(() => IsOpened(2), () => "$BROWSER");
        Assert.Equal($"code {address}", (await File.ReadAllLinesAsync(Opened, Stop))[1]);
        await OpenAsync("code", ["BROWSER=/nowhere/browser"]);
    }

    /// <summary>One line is one opening; it is written at once.</summary>
    private bool IsOpened(int times) => File.Exists(Opened) && File.ReadAllText(Opened).Count(letter => letter == '\n') == times;

    /// <summary>Opens a window onto this process with a program in the PATH that notes what it is told to open.</summary>
    /// <returns>The address that was said.</returns>
    private async Task<string> OpenAsync(string program, string[] environment, params string[] options)
    {
        var path = Path.Combine(folder, program);
        await File.WriteAllTextAsync(path, $"#!/bin/sh\necho \"{program} $*\" >> '{Opened}'\n", Stop);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string[] none = ["-u", "BROWSER", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", $"PATH={folder}:/usr/bin:/bin"];
        using var echonb = EchonbProcess.StartProgram(
            folder, "/usr/bin/env", [.. none, .. environment, Echonb, "live", .. options, Myself]);
        await echonb.UntilAsync(() => echonb.Errors.Contains("Ctrl+C", StringComparison.Ordinal) || echonb.Process.HasExited);
        var address = echonb.Output.Trim();
        Assert.StartsWith("http://127.0.0.1:", address);
        await EndAsync(echonb);
        return address;
    }

    /// <summary>Ctrl+C.</summary>
    private static async Task EndAsync(EchonbProcess echonb)
    {
        using (var kill = Process.Start("kill", ["-INT", echonb.Process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Stop);
        Assert.True(await echonb.ExitAsync() == 0, echonb.Errors);
    }

    /// <summary>Reads states until one fulfils a condition.</summary>
    private static async Task<JsonElement> StateAsync(StreamReader states, Func<JsonElement, bool> condition)
    {
        using var hangs = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        hangs.CancelAfter(TimeSpan.FromSeconds(60));
        while (await states.ReadLineAsync(hangs.Token) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var state = JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
            if (condition(state)) return state;
        }
        throw new InvalidOperationException("the window has ended");
    }
}
