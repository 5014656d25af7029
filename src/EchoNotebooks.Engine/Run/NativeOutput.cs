using System.Text;

namespace EchoNotebooks.Engine.Run;

/// <summary>
/// What a process's file descriptor 1 or 2 carries: the output of native code and of programs that a cell started.
/// A fence that the process writes after each cell tells which cell it belongs to.
/// </summary>
internal sealed class NativeOutput : IAsyncDisposable
{
    private readonly Stream stream;
    private readonly string fence;
    private readonly Action<string> text;
    private readonly SemaphoreSlim fences = new(0);
    private readonly Task reading;
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] bytes = new byte[16 * 1024];
    private readonly char[] chars = new char[16 * 1024 + 1];
    private string held = "";
    private int awaited;

    /// <summary>Reads from now on.</summary>
    /// <param name="stream">The pipe.</param>
    /// <param name="fence">What the process writes after each cell.</param>
    /// <param name="text">Told everything else.</param>
    /// <param name="onOwnThread">Where code of cells may take every thread of the pool: this process reads from itself.</param>
    public NativeOutput(Stream stream, string fence, Action<string> text, bool onOwnThread = false)
    {
        this.stream = stream;
        this.fence = fence;
        this.text = text;
        reading = onOwnThread
            ? Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : Task.Run(ReadAsync);
    }

    /// <summary>Waits until everything up to the next fence was read, or for the time given; one that came too late last time is not taken for it.</summary>
    public async Task<bool> NextFence(TimeSpan patience)
    {
        for (awaited++; awaited > 0; awaited--)
            if (!await fences.WaitAsync(patience).ConfigureAwait(false)) return false;
        return true;
    }

    /// <inheritdoc cref="NextFence"/>
    public bool WaitForFence(TimeSpan patience)
    {
        for (awaited++; awaited > 0; awaited--)
            if (!fences.Wait(patience)) return false;
        return true;
    }

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

    private void Read()
    {
        int count;
        while ((count = stream.Read(bytes)) > 0) Take(count);
        Emit(held);
    }

    private async Task ReadAsync()
    {
        try
        {
            int count;
            while ((count = await stream.ReadAsync(bytes).ConfigureAwait(false)) > 0) Take(count);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed from our side: nobody waits for the rest.
        }
        Emit(held);
    }

    private void Take(int count)
    {
        held += new string(chars, 0, decoder.GetChars(bytes, 0, count, chars, 0));
        int at;
        while ((at = held.IndexOf(fence, StringComparison.Ordinal)) >= 0)
        {
            Emit(held[..at]);
            held = held[(at + fence.Length)..];
            Passed();
        }
        var keep = PartOfFence();
        Emit(held[..^keep]);
        held = held[^keep..];
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
    private int PartOfFence()
    {
        for (var length = Math.Min(fence.Length - 1, held.Length); length > 0; length--)
            if (held.EndsWith(fence[..length], StringComparison.Ordinal)) return length;
        return 0;
    }
}
