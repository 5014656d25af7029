using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Jupyter;

namespace EchoNotebooks.Engine.Run;

/// <summary>The front end's side of the conversation with a kernel.</summary>
internal sealed class KernelClient : IDisposable
{
    private readonly MessageLines lines;
    private readonly Dictionary<string, TaskCompletionSource<KernelMessage?>> open = [];
    private readonly Lock gate = new();
    private bool isOver;

    /// <summary>Reads from now on.</summary>
    /// <param name="socket">The connection to the kernel.</param>
    public KernelClient(Socket socket)
    {
        lines = new MessageLines(socket);
        Ended = Task.Factory.StartNew(ReadAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Told of the outputs, in order, never twice at the same time.</summary>
    public Action<KernelMessage>? Output { get; set; }

    /// <summary>Completes when the kernel has closed its end.</summary>
    public Task Ended { get; }

    /// <summary>Sends an execute_request and waits for its reply, before which all outputs of the cell were told.</summary>
    /// <param name="id">The request's id, which its outputs carry.</param>
    /// <param name="code">The cell's text.</param>
    /// <param name="metadata">What is known of the cell.</param>
    /// <param name="silent">Whether the cell is not counted, and what it gives is not told.</param>
    /// <returns>The execute_reply; null when the kernel ended without one.</returns>
    public Task<KernelMessage?> ExecuteAsync(string id, string code, JsonObject metadata, bool silent = false)
    {
        var reply = new TaskCompletionSource<KernelMessage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (isOver) return Task.FromResult<KernelMessage?>(null);
            open[id] = reply;
        }
        var content = new JsonObject
        {
            ["code"] = code,
            ["silent"] = silent,
            ["store_history"] = !silent,
            ["allow_stdin"] = false,
            // Cells are sent one after another: behind a failed one none waits.
            ["stop_on_error"] = false,
        };
        lines.Write(KernelChannel.Shell, "execute_request", id, [], content, metadata);
        return reply.Task;
    }

    /// <summary>Stops the cell that runs, which is then answered all the same.</summary>
    public void Interrupt() => lines.Write(KernelChannel.Control, "interrupt_request", Guid.NewGuid().ToString(), [], [], null);

    /// <summary>Hangs up: the kernel ends in order, and with it what its cells left running.</summary>
    public void HangUp() => lines.EndWriting();

    public void Dispose() => lines.Dispose();

    private void ReadAll()
    {
        try
        {
            while (lines.Read() is { } line) Take(KernelMessage.Of(line));
        }
        catch (JsonException)
        {
            // The last line of a kernel that was killed while it wrote.
        }
        lock (gate)
        {
            isOver = true;
            foreach (var reply in open.Values) reply.TrySetResult(null);
        }
    }

    private void Take(KernelMessage message)
    {
        if (message.Channel == KernelChannel.IoPub)
        {
            Output?.Invoke(message);
            return;
        }
        lock (gate)
            if (open.Remove(message.Request, out var reply)) reply.TrySetResult(message);
    }
}
