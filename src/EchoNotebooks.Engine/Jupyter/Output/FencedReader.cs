using System.Diagnostics;
using System.Text;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// Reads the pipe that a descriptor of this process leads to: the output of native code and of programs that a cell
/// started. A fence that the process itself writes into the pipe tells when everything before it was read.
/// </summary>
/// <remarks>
/// What comes is left in the pipe for a moment before it is read: a runtime that dies says so there and stops every thread,
/// and another process can then read it in the pipe. A thread of its own reads, for cells may take every thread of the pool.
/// </remarks>
internal sealed class FencedReader
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    /// <summary>A pipe that is full, and no more of a program that writes without end.</summary>
    private const int MostAtOnce = 80;
    private readonly CapturedStream captured;
    private readonly string fence;
    private readonly Action<string> text;
    private readonly object gate = new();
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] bytes = new byte[16 * 1024];
    private readonly char[] chars = new char[16 * 1024 + 1];
    private string held = "";
    private int fencesWritten;
    private int fencesRead;
    private int taken;
    private bool isTaking;
    private bool isHurried;
    private bool isOver;

    /// <summary>Reads from now on.</summary>
    /// <param name="captured">The pipe.</param>
    /// <param name="fence">The text that divides.</param>
    /// <param name="text">Told everything else.</param>
    public FencedReader(CapturedStream captured, string fence, Action<string> text)
    {
        this.captured = captured;
        this.fence = fence;
        this.text = text;
        new Thread(Read) { IsBackground = true, Name = "program output" }.Start();
    }

    /// <summary>
    /// Waits until everything up to the fence that was written last was read, or for the time given. Call it once for each
    /// fence: one that came too late for its own wait is not taken for the next one.
    /// </summary>
    public bool WaitForFence(TimeSpan timeout)
    {
        var waited = Stopwatch.StartNew();
        lock (gate)
        {
            fencesWritten++;
            Monitor.PulseAll(gate);
            while (fencesRead < fencesWritten)
            {
                var rest = timeout - waited.Elapsed;
                if (rest <= TimeSpan.Zero || !Monitor.Wait(gate, rest)) return false;
            }
            return true;
        }
    }

    /// <summary>
    /// Waits, for the time given at most, until the text in the pipe has been told. The caller can then write after it.
    /// </summary>
    public void CatchUp(TimeSpan timeout)
    {
        var waited = Stopwatch.StartNew();
        lock (gate)
        {
            var most = taken + MostAtOnce;
            while (!isOver && (isTaking || captured.HasInput) && taken < most)
            {
                isHurried = true;
                Monitor.PulseAll(gate);
                var rest = timeout - waited.Elapsed;
                if (rest <= TimeSpan.Zero || !Monitor.Wait(gate, rest)) break;
            }
            isHurried = false;
        }
    }

    private void Read()
    {
        var count = 0;
        do
        {
            captured.WaitForInput(-1);
            if (count < bytes.Length) Gather();
            lock (gate) isTaking = true;
            count = captured.Stream.Read(bytes);
            Take(count);
            lock (gate)
            {
                isTaking = false;
                taken++;
                Monitor.PulseAll(gate);
            }
        }
        while (count > 0);
        lock (gate) isOver = true;
        Emit(held);
    }

    /// <summary>Leaves what has come in the pipe for a moment, unless a fence is awaited.</summary>
    private void Gather()
    {
        lock (gate)
            if (fencesRead >= fencesWritten && !isHurried) Monitor.Wait(gate, Pause);
    }

    private void Take(int count)
    {
        held += new string(chars, 0, decoder.GetChars(bytes, 0, count, chars, 0));
        int at;
        while ((at = held.IndexOf(fence, StringComparison.Ordinal)) >= 0)
        {
            Emit(held[..at]);
            held = held[(at + fence.Length)..];
            lock (gate)
            {
                fencesRead++;
                Monitor.PulseAll(gate);
            }
        }
        var keep = PartOfFence();
        Emit(held[..^keep]);
        held = held[^keep..];
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
