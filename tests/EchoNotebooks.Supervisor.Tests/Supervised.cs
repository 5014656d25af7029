using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Supervisor.Tests;

/// <summary>A supervisor whose stdin and stdout this process holds, as the library does.</summary>
internal sealed class Supervised : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<JsonElement> events = [];
    private readonly HashSet<int> seen = [];
    private readonly Task reading;

    private Supervised(string[] command, bool read)
    {
        var start = new ProcessStartInfo(Program, ["--", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // A runtime that is killed leaves the files behind on which it would answer a debugger.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        process = Process.Start(start)!;
        reading = read ? ReadAsync() : Task.CompletedTask;
    }

    public static string Program => Path.Combine(AppContext.BaseDirectory, "echo-supervisor");

    public int Pid => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    public IReadOnlyList<JsonElement> Events
    {
        get
        {
            lock (events) return [.. events];
        }
    }

    /// <summary>The server's pid.</summary>
    public int Server => Events.First(e => Name(e) == "started").GetProperty("pid").GetInt32();

    public static Supervised Start(params string[] command) => new(command, read: true);

    /// <summary>As <see cref="Start"/>, but nobody reads the events.</summary>
    public static Supervised StartUnread(params string[] command) => new(command, read: false);

    /// <summary>Starts a shell script as the server and waits until it says "ready".</summary>
    public static async Task<Supervised> StartShellAsync(string script)
    {
        var supervised = Start("sh", "-c", script);
        await supervised.WaitForTextAsync("ready");
        return supervised;
    }

    public static string Name(JsonElement e) => e.GetProperty("event").GetString()!;

    /// <summary>All that came on one stream so far.</summary>
    public string Text(string stream = "stdout") =>
        string.Concat(Events
            .Where(e => Name(e) == "output" && e.GetProperty("stream").GetString() == stream)
            .Select(e => e.GetProperty("text").GetString()));

    public Task WaitForTextAsync(string text, string stream = "stdout") =>
        Wait.UntilAsync(
            () => Text(stream).Contains(text, StringComparison.Ordinal),
            () => $"'{text}' on {stream}: {Everything()}",
            () => reading.IsCompleted);

    public async Task<JsonElement> WaitForEventAsync(string name)
    {
        await Wait.UntilAsync(
            () => Events.Any(e => Name(e) == name), () => $"the event '{name}': {Everything()}", () => reading.IsCompleted);
        return Events.First(e => Name(e) == name);
    }

    /// <summary>Every process below the supervisor at this moment; remembered, to be ended with the test.</summary>
    public IReadOnlyList<int> Family()
    {
        var processes = DescriptorSnapshot.Take([Pid], children: true).Processes;
        List<int> family = [.. processes.Where(p => p.Pid != Pid && p.State != 'Z').Select(p => p.Pid)];
        lock (seen) seen.UnionWith(family);
        return family;
    }

    public async Task<IReadOnlyList<int>> WaitForFamilyAsync(int count)
    {
        await Wait.UntilAsync(
            () => Family().Count == count,
            () => $"{count} processes below the supervisor; there are {Family().Count}: {Everything()}");
        return Family();
    }

    /// <summary>What the end of the process that started it looks like to the supervisor.</summary>
    public void CloseStdin() => process.StandardInput.Close();

    public void Kill() => process.Kill();

    public Task WaitForExitAsync() => Wait.UntilAsync(() => process.HasExited, () => $"the supervisor exits: {Everything()}");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Family();
            process.Kill();
        }
        await WaitForExitAsync();
        foreach (var pid in seen.Where(IsRunning)) _ = Libc.kill(pid, Libc.SIGKILL);
        if (!reading.IsCompleted) await Wait.UntilAsync(() => reading.IsCompleted, () => "its output ends");
        process.Dispose();
    }

    public static bool IsRunning(int pid)
    {
        try
        {
            return ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat")).State != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Everything() => string.Join('\n', Events);

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var e = JsonDocument.Parse(line).RootElement.Clone();
            lock (events) events.Add(e);
        }
    }
}
