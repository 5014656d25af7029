using System.Text;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Console.Out and Console.Error of the process: what code of a cell writes goes to that cell, anything else to
/// where it went before.
/// </summary>
internal sealed class CellConsole(string name, TextWriter before) : TextWriter
{
    private static readonly Lock Gate = new();
    private static bool installed;

    public override Encoding Encoding => Encoding.UTF8;

    public static void Install()
    {
        lock (Gate)
        {
            if (installed) return;
            installed = true;
            Console.SetOut(new CellConsole("stdout", Console.Out));
            Console.SetError(new CellConsole("stderr", Console.Error));
            Console.SetIn(new CellInput());
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    // One write for text and line end: lines of two threads stay whole.
    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        if (CellScope.Current is { } cell) cell.Output.Write(name, value);
        else before.Write(value);
    }
}
