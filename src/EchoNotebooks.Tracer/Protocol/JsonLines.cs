using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>The lines on stdout, one JSON object each. Several threads write; a line is never torn.</summary>
internal sealed class JsonLines : IDisposable
{
    /// <summary>So much is collected before it is written out, unless it is wanted sooner.</summary>
    private const int Enough = 1 << 16;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(4);

    /// <summary>Pulsed where the thread that flushes has something to do.</summary>
    private readonly object gate = new();

    private readonly JsonLineBuffer lines = new();
    private volatile bool isGivenUp;
    private bool isWanted;
    private bool isDisposed;
    private long lastOut;

    internal JsonLines() => new Thread(FlushWhenWanted) { IsBackground = true, Name = "lines" }.Start();

    /// <summary>Called once, on any thread, when no reader is left.</summary>
    internal Action? GivenUp { get; set; }

    /// <summary>No reader is left (EPIPE), or the end must not wait for a reader.</summary>
    internal bool IsGivenUp
    {
        get => isGivenUp;
        set => isGivenUp = value;
    }

    /// <summary>Adds a step.</summary>
    internal void Write(TraceLine step) => Write(step, TraceWritingContext.Default.TraceLine);

    /// <summary>Adds a line that is no step.</summary>
    internal void Write(ProgramEvent said) => Write(said, TraceWritingContext.Default.GetTypeInfo(said.GetType())!);

    /// <summary>Adds a line.</summary>
    internal void Write(object line, JsonTypeInfo type)
    {
        lock (gate)
        {
            lines.Add(line, type);
            if (lines.Count >= Enough) WriteOut();
        }
    }

    /// <summary>Hands everything to the reader; waits for one that is slow.</summary>
    internal void Flush()
    {
        lock (gate) WriteOut();
    }

    /// <summary>Hands everything to the reader within a few milliseconds: waking him for each line costs more than writing it.</summary>
    internal void FlushSoon()
    {
        lock (gate)
        {
            if (lines.Count == 0 || isWanted) return;
            if (Stopwatch.GetElapsedTime(lastOut) > Soon)
            {
                WriteOut();
                return;
            }
            isWanted = true;
            Monitor.Pulse(gate);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            Monitor.Pulse(gate);
            lines.Dispose();
        }
    }

    /// <summary>
    /// On a thread of its own: a timer calls back on the pool, whose threads look around for more work before they sleep again,
    /// a twentieth of the tracer's processor time.
    /// </summary>
    private void FlushWhenWanted()
    {
        lock (gate)
        {
            while (!isDisposed)
            {
                if (!isWanted) Monitor.Wait(gate);
                else if (!Monitor.Wait(gate, Soon) && isWanted) WriteOut();
            }
        }
    }

    private void WriteOut()
    {
        for (var rest = lines.Waiting; rest.Length > 0 && !isGivenUp;)
        {
            var count = write(STDOUT_FILENO, rest, (nuint)rest.Length);
            if (count > 0) rest = rest[(int)count..];
            // EINTR: a signal has woken this thread, perhaps to give up.
            else if (errno != EINTR)
            {
                isGivenUp = true;
                GivenUp?.Invoke();
            }
        }
        lines.Clear();
        isWanted = false;
        lastOut = Stopwatch.GetTimestamp();
    }
}
