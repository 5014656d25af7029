using System.ComponentModel;

namespace EchoNotebooks.Engine.Session;

/// <summary>What the compiled cells of this process tell and ask; see <see cref="MarkRewriter"/>. Not for readers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellMarks
{
    private static int line;
    private static volatile bool stop;

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

    /// <summary>Called by cells on every turn of a loop.</summary>
    /// <exception cref="OperationCanceledException">The cell was told to stop.</exception>
    public static void Turn()
    {
        if (stop) throw new OperationCanceledException("셀을 멈추었다.");
    }
}
