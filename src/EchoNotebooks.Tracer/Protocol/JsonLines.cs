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

    private readonly Lock gate = new();
    private readonly JsonLineBuffer lines = new();
    private readonly Timer clock;
    private volatile bool isGivenUp;
    private bool isClockSet;
    private long lastOut;

    internal JsonLines()
    {
        clock = new(_ => Flush());
    }

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
            if (lines.Count == 0 || isClockSet) return;
            if (Stopwatch.GetElapsedTime(lastOut) > Soon)
            {
                WriteOut();
                return;
            }
            isClockSet = true;
            clock.Change(Soon, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        clock.Dispose();
        lines.Dispose();
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
        isClockSet = false;
        lastOut = Stopwatch.GetTimestamp();
    }
}
