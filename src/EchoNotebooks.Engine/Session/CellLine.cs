using System.ComponentModel;

namespace EchoNotebooks.Engine.Session;

/// <summary>Written by cells before each of their top-level statements; see <see cref="LineMarks"/>. Not for readers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellLine
{
    private static int now;

    /// <summary>The line, from 1, of the statement that began last; 0 before the first.</summary>
    public static int Now
    {
        get => Volatile.Read(ref now);
        set => Volatile.Write(ref now, value);
    }
}
