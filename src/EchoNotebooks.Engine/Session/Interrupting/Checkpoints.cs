using System.ComponentModel;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Where compiled cells say which statement they have come to, and ask whether to stop; see <see cref="CheckpointRewriter"/>.
/// Not for readers.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Checkpoints
{
    private static readonly Lock Gate = new();
    private static int line;
    private static volatile bool stop;
    private static volatile bool[] stopped = new bool[64];

    /// <summary>The line, from 1, of the statement that began last; 0 before the first. Written by cells.</summary>
    public static int Line
    {
        get => Volatile.Read(ref line);
        set => Volatile.Write(ref line, value);
    }

    /// <summary>Whether the loops of cells shall end. Until the next cell runs it ends those that earlier cells left, too.</summary>
    internal static bool Stop
    {
        get => stop;
        set => stop = value;
    }

    /// <summary>Called by cells before each statement of their own.</summary>
    /// <param name="cell">The cell's number among all that this process compiled.</param>
    /// <param name="at">The statement's line.</param>
    /// <exception cref="OperationCanceledException">The cell was told to stop.</exception>
    public static void Statement(int cell, int at)
    {
        Loop(cell);
        Line = at;
    }

    /// <summary>Called by cells on every turn of a loop.</summary>
    /// <param name="cell">The cell's number among all that this process compiled.</param>
    /// <exception cref="OperationCanceledException">The cell was told to stop.</exception>
    public static void Loop(int cell)
    {
        var cells = stopped;
        if (stop || (cell < cells.Length && cells[cell])) throw new OperationCanceledException("셀을 멈추었다.");
    }

    /// <summary>This run of a cell shall never go on, also when a thread that it left in native code comes back much later.</summary>
    internal static void StopForGood(int cell)
    {
        lock (Gate)
        {
            var cells = stopped;
            if (cell >= cells.Length) Array.Resize(ref cells, Math.Max(cell + 1, cells.Length * 2));
            cells[cell] = true;
            stopped = cells;
        }
    }
}
