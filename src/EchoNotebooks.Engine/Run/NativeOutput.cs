using System.Text;

namespace EchoNotebooks.Engine.Run;

/// <summary>
/// What a worker's file descriptor 1 or 2 carries: the output of native code and of programs that a cell started.
/// A fence that the worker writes after each cell tells which cell it belongs to.
/// </summary>
internal sealed class NativeOutput : IAsyncDisposable
{
    private readonly Stream stream;
    private readonly string fence;
    private readonly Action<string> text;
    private readonly SemaphoreSlim fences = new(0);
    private readonly Task reading;

    public NativeOutput(Stream stream, string fence, Action<string> text)
    {
        this.stream = stream;
        this.fence = fence;
        this.text = text;
        reading = Task.Run(Read);
    }

    /// <summary>Returns when everything up to the next fence was read, or after the time given.</summary>
    public Task<bool> NextFence(TimeSpan patience) => fences.WaitAsync(patience);

    /// <summary>Reads what is still there after the process has ended. Another process may hold the pipe: it is not waited for.</summary>
    public async Task Finish(TimeSpan patience)
    {
        await Task.WhenAny(reading, Task.Delay(patience)).ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync().ConfigureAwait(false);
        fences.Dispose();
    }

    private async Task Read()
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = new byte[16 * 1024];
        var chars = new char[bytes.Length + 1];
        var held = "";
        try
        {
            int count;
            while ((count = await stream.ReadAsync(bytes).ConfigureAwait(false)) > 0)
            {
                held += new string(chars, 0, decoder.GetChars(bytes, 0, count, chars, 0));
                int at;
                while ((at = held.IndexOf(fence, StringComparison.Ordinal)) >= 0)
                {
                    Emit(held[..at]);
                    held = held[(at + fence.Length)..];
                    Passed();
                }
                var keep = PartOfFence(held);
                Emit(held[..^keep]);
                held = held[^keep..];
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed from our side: nobody waits for the rest.
        }
        Emit(held);
    }

    private void Passed()
    {
        try
        {
            fences.Release();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    private void Emit(string part)
    {
        if (part.Length > 0) text(part);
    }

    /// <summary>How many of the last characters may be the beginning of a fence that is cut in two.</summary>
    private int PartOfFence(string held)
    {
        for (var length = Math.Min(fence.Length - 1, held.Length); length > 0; length--)
            if (held.EndsWith(fence[..length], StringComparison.Ordinal)) return length;
        return 0;
    }
}
