using System.Diagnostics;
using System.Net.Sockets;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Run;

/// <summary>One worker and the talk with it. Events are told on one thread, in order.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromMilliseconds(300);
    private readonly string fence = $"\0{Guid.NewGuid():N}\0";
    private readonly Process process;
    private readonly WorkerChannel channel;
    private readonly NativeOutput[] native;
    private readonly Task events;
    private readonly Lock gate = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<CellOutcome>? ended;
    private int current;
    private bool over;

    private WorkerProcess(Process process, WorkerChannel channel)
    {
        this.process = process;
        this.channel = channel;
        native =
        [
            new NativeOutput(process.StandardOutput.BaseStream, fence, text => Tell(new WorkerEvent.Written(Volatile.Read(ref current), "stdout", text))),
            new NativeOutput(process.StandardError.BaseStream, fence, text => Tell(new WorkerEvent.Written(Volatile.Read(ref current), "stderr", text))),
        ];
        events = Task.Factory.StartNew(ReadEvents, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Told of everything but Ended; never twice at the same time.</summary>
    public Action<WorkerEvent>? Told { get; set; }

    /// <summary>Starts a worker; it warms up by itself.</summary>
    public static async Task<WorkerProcess> StartAsync(WorkerProgram program)
    {
        var folder = SocketFolder();
        try
        {
            var path = Path.Combine(folder, "worker");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            var start = new ProcessStartInfo(program.FileName, [.. program.Arguments, path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var process = Process.Start(start) ?? throw new InvalidOperationException($"{program.FileName}을 시작하지 못했다.");
            // Programs that cells start find their input at its end instead of waiting for a keyboard.
            process.StandardInput.Close();
            var accepted = listener.AcceptAsync();
            var exited = process.WaitForExitAsync();
            if (await Task.WhenAny(accepted, exited, Task.Delay(StartPatience)).ConfigureAwait(false) == accepted)
                return new WorkerProcess(process, new WorkerChannel(await accepted.ConfigureAwait(false)));
            process.Kill();
            var said = await process.StandardError.ReadToEndAsync().WaitAsync(DrainPatience).ConfigureAwait(false);
            throw new InvalidOperationException($"셀을 실행할 프로세스가 시작되지 않았다({program.FileName}). {said}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Begins the session; returns when the worker is warm, so that a cell's time is its own.</summary>
    public async Task OpenAsync(string folder)
    {
        channel.Send(new WorkerCommand.Open(folder, fence));
        await Task.WhenAny(ready.Task, events, Task.Delay(StartPatience)).ConfigureAwait(false);
    }

    /// <summary>Runs a cell; null when the worker died of it.</summary>
    public async Task<CellOutcome?> RunAsync(CellCode cell)
    {
        var waiting = new TaskCompletionSource<CellOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) ended = waiting;
        Volatile.Write(ref current, cell.Number);
        channel.Send(new WorkerCommand.RunCell(cell));
        if (await Task.WhenAny(waiting.Task, events).ConfigureAwait(false) == events && !waiting.Task.IsCompleted) return null;
        var outcome = await waiting.Task.ConfigureAwait(false);
        foreach (var each in native) await each.NextFence(DrainPatience).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Stops the running cell.</summary>
    public void Interrupt(TimeSpan patience) => channel.Send(new WorkerCommand.Interrupt((int)patience.TotalMilliseconds));

    /// <summary>
    /// Ends the worker at once. Its descendants are not killed with it: those that it watches over end in order when
    /// they see it gone.
    /// </summary>
    public void Kill()
    {
        process.Kill();
    }

    /// <summary>Waits for the end of a worker that ends by itself or was killed, and for its last words.</summary>
    /// <returns>Its exit code, 128 + n for signal n.</returns>
    public async Task<int> EndAsync()
    {
        over = true;
        channel.EndSending();
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill();
            await process.WaitForExitAsync().ConfigureAwait(false);
        }
        await Task.WhenAny(events, Task.Delay(DrainPatience)).ConfigureAwait(false);
        foreach (var each in native) await each.Finish(DrainPatience).ConfigureAwait(false);
        TidyUp();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!over) await EndAsync().ConfigureAwait(false);
        foreach (var each in native) await each.DisposeAsync().ConfigureAwait(false);
        channel.Dispose();
        process.Dispose();
    }

    /// <summary>The runtime's own sockets for debuggers, which a runtime that was killed leaves in the temporary folder.</summary>
    private void TidyUp()
    {
        foreach (var pattern in (string[])[$"dotnet-diagnostic-{process.Id}-*", $"clr-debug-pipe-{process.Id}-*"])
            foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), pattern)) File.Delete(file);
    }

    private void ReadEvents()
    {
        while (channel.NextEvent() is { } message)
        {
            if (message is WorkerEvent.Ended over) Outcome(over.Outcome);
            else if (message is WorkerEvent.Ready) ready.TrySetResult();
            else Tell(message);
        }
    }

    private void Outcome(CellOutcome outcome)
    {
        lock (gate) ended?.TrySetResult(outcome);
    }

    private void Tell(WorkerEvent message)
    {
        lock (gate) Told?.Invoke(message);
    }

    /// <summary>A folder of our own for the socket; a socket's path has room for 107 bytes (unix(7)).</summary>
    private static string SocketFolder()
    {
        var folder = Directory.CreateTempSubdirectory("echonb-").FullName;
        if (folder.Length < 90) return folder;
        Directory.Delete(folder);
        folder = $"/tmp/echonb-{Guid.NewGuid():N}";
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }
}
