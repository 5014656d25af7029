using System.Text;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Run;

/// <summary>
/// The worker's side of one cell's output. What follows closely upon something sent is gathered for a moment, so
/// that a loop that prints character by character does not send a message for each; order is kept. The first word
/// goes at once: it may be the last one of a process that ends itself.
/// </summary>
internal sealed class OutputBatch : ICellOutput, IDisposable
{
    private const int Full = 16 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private readonly WorkerChannel channel;
    private readonly int cell;
    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private readonly Timer timer;
    private string stream = "";
    private long sent;
    private long lastSent = long.MinValue;

    public OutputBatch(WorkerChannel channel, int cell)
    {
        this.channel = channel;
        this.cell = cell;
        timer = new Timer(_ => Flush());
    }

    public void Write(string name, string text)
    {
        lock (gate)
        {
            // The runner cuts at the limit and says so; beyond it nothing needs to travel.
            if (sent > CellOutputs.TextLimit) return;
            if (stream != name || pending.Length > Full) Flush();
            stream = name;
            var quiet = pending.Length == 0 && Environment.TickCount64 - Moment.TotalMilliseconds > lastSent;
            if (pending.Length == 0 && !quiet) timer.Change(Moment, Timeout.InfiniteTimeSpan);
            var room = (int)Math.Min(text.Length, CellOutputs.TextLimit + 1 - sent);
            pending.Append(text, 0, room);
            sent += room;
            if (quiet) Flush();
        }
    }

    public void Display(IReadOnlyDictionary<string, string> data, string displayId)
    {
        lock (gate)
        {
            Flush();
            channel.Send(new WorkerEvent.Displayed(cell, data, displayId));
        }
    }

    public void Update(IReadOnlyDictionary<string, string> data, string displayId)
    {
        lock (gate)
        {
            Flush();
            channel.Send(new WorkerEvent.Updated(cell, data, displayId));
        }
    }

    public void Clear(bool wait)
    {
        lock (gate)
        {
            pending.Clear();
            sent = 0;
            channel.Send(new WorkerEvent.Cleared(cell));
        }
    }

    public void Flush()
    {
        lock (gate)
        {
            if (pending.Length == 0) return;
            channel.Send(new WorkerEvent.Written(cell, stream, pending.ToString()));
            pending.Clear();
            lastSent = Environment.TickCount64;
        }
    }

    public void Dispose() => timer.Dispose();
}
