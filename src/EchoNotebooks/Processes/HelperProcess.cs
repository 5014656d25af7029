using System.Diagnostics;
using System.Text.Json;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// One of our own programs that starts others and tells of them, a JSON object a line (echo-supervisor,
/// echo-tracer). When our end of its standard input closes it ends all that it started, and itself: when it is
/// disposed, when this process exits, and when this process is killed. Where it is killed itself, what it started is ended here.
/// </summary>
internal sealed class HelperProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);
    private const int BySignal = 128;

    private readonly string family = Guid.NewGuid().ToString("N");
    private readonly Process process;
    private readonly Action<string, JsonElement> take;
    private readonly Task<string> complaints;
    private readonly Lock writing = new();
    private int disposed;

    /// <param name="name">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="take">Takes every line, as it came and read; called by one thread at a time.</param>
    /// <exception cref="EchoServerException">It cannot be started.</exception>
    public HelperProcess(string name, IEnumerable<string> arguments, Action<string, JsonElement> take)
    {
        Name = name;
        this.take = take;
        Guardian.Ensure(LibraryFiles.GuardianCommand);
        var start = StartInfo(name, arguments);
        start.Environment[OwnedProcesses.Family] = family;
        process = Started.Process(start);
        Pid = process.Id;
        complaints = process.StandardError.ReadToEndAsync();
        Reading = Task.Run(async () =>
        {
            var why = await ReadAsync().ConfigureAwait(false);
            await EndFamilyAsync().ConfigureAwait(false);
            return why;
        });
        HelperProcesses.Add(this);
    }

    public string Name { get; }

    public int Pid { get; }

    /// <summary>Whether it ends or has ended. What it started learns of that only afterwards. To be asked before it is disposed.</summary>
    public bool IsEnding => ProcessMark.IsEnding(Pid);

    /// <summary>Completes when it has said its last word: null, or why the rest could not be understood.</summary>
    public Task<string?> Reading { get; }

    /// <summary>What it has written to its standard error, as far as that is known already.</summary>
    public string Complaints => complaints.IsCompletedSuccessfully ? complaints.Result.Trim() : "";

    /// <summary>How it is started, with pipes to all three of its streams.</summary>
    public static ProcessStartInfo StartInfo(string name, IEnumerable<string> arguments)
    {
        var command = LibraryFiles.ProgramCommand(name);
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // An apphost looks for the runtime where it is usually installed; this one runs already.
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is null) start.Environment["DOTNET_ROOT"] = LibraryFiles.DotnetRoot();
        // The runtime's debugging pipes outlive a server that ends by exec, _exit or SIGKILL, in the user's /tmp.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    /// <summary>Writes one line to its standard input.</summary>
    /// <returns>Whether it is there to read it.</returns>
    public bool TrySend(string line)
    {
        try
        {
            lock (writing)
            {
                process.StandardInput.Write(line + '\n');
                process.StandardInput.Flush();
            }
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The end of input is the order to end everything.</summary>
    public void CloseInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone already.
        }
    }

    /// <summary>Its exit code; waits for it. To be asked before it is disposed.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode;
    }

    /// <summary>Ends it and everything that it started, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            await Reading.ConfigureAwait(false);
            return;
        }
        CloseInput();
        using var timer = new CancellationTokenSource(EndTimeout);
        try
        {
            await process.WaitForExitAsync(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Its death ends what it started: the kernel kills the traced, and the reading end here all others.
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        await Reading.ConfigureAwait(false);
        await complaints.ConfigureAwait(false);
        // Process.Dispose leaves streams that were read from to the collector.
        process.StandardOutput.Dispose();
        process.StandardError.Dispose();
        process.Dispose();
        HelperProcesses.Remove(this);
    }

    private async Task<string?> ReadAsync()
    {
        try
        {
            while (await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                using var json = Parse(line);
                if (json is null) return null;
                take(line, json.RootElement);
            }
            return null;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            // The rest is not read: the program must not wait for a reader.
            CloseInput();
            process.StandardOutput.Close();
            return $"{Name}의 말을 알아듣지 못했다: {(e is JsonException fault ? JsonFault.Explain(fault) : e.Message)}";
        }
    }

    /// <summary>A program of ours that was killed has ended nothing; the hang-up of a terminal may be ignored.</summary>
    private async Task EndFamilyAsync()
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode > BySignal) new OwnedProcesses(OwnedProcesses.Family, family).Kill(KillTimeout);
    }

    /// <summary>Null for a last line that its writer, killed, has not finished.</summary>
    private JsonDocument? Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException) when (process.StandardOutput.EndOfStream)
        {
            return null;
        }
    }
}
