using System.Collections.Concurrent;
using System.Text;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// What a kernel says on its own stderr, which front ends show in their log. A thread of its own writes it: a front end
/// that does not read makes only this thread wait.
/// </summary>
internal sealed class KernelLog : IDisposable
{
    private const int Most = 1_000;
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(200);
    private readonly BlockingCollection<string> lines = new(Most);
    private readonly Thread thread;
    private readonly Stream stderr;

    public KernelLog(Stream stderr)
    {
        this.stderr = stderr;
        thread = new Thread(WriteAll) { IsBackground = true, Name = "jupyter log" };
        thread.Start();
    }

    /// <summary>Takes a line, from any thread, and does not wait; where too many wait already it is left out.</summary>
    public void Write(string text)
    {
        try
        {
            lines.TryAdd($"echonb jupyter kernel: {text}\n");
        }
        catch (InvalidOperationException)
        {
            // The kernel ends.
        }
    }

    /// <summary>Writes what is still to be written, as far as the front end reads it soon.</summary>
    public void Dispose()
    {
        lines.CompleteAdding();
        thread.Join(LastWords);
    }

    private void WriteAll()
    {
        foreach (var line in lines.GetConsumingEnumerable())
        {
            try
            {
                stderr.Write(Encoding.UTF8.GetBytes(line));
            }
            catch (IOException)
            {
                // The front end has closed its end.
            }
        }
    }
}
