using System.Text;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Console.Out and Console.Error of the process: what code of a cell writes goes to that cell, anything else to
/// where it went before.
/// </summary>
internal sealed class CellConsole(string name, TextWriter before) : TextWriter
{
    private static readonly Lock Gate = new();
    private static TextWriter? output;
    private static TextWriter? error;
    private static TextReader? input;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>
    /// Told the stream's name before a cell writes to it: what a program of the cell has written before stands before it.
    /// </summary>
    public static Action<string>? BeforeWrite { get; set; }

    public static void Install()
    {
        lock (Gate)
        {
            if (output is not null) return;
            Console.SetOut(new CellConsole("stdout", Console.Out));
            Console.SetError(new CellConsole("stderr", Console.Error));
            Console.SetIn(new CellInput());
            (output, error, input) = (Console.Out, Console.Error, Console.In);
        }
    }

    /// <summary>Puts back the notebook's console where code of a cell has set another one.</summary>
    /// <returns>The methods by which it was set.</returns>
    public static IReadOnlyList<string> Restore()
    {
        List<string> set = [];
        if (Console.Out != output)
        {
            Console.SetOut(output!);
            set.Add(nameof(Console.SetOut));
        }
        if (Console.Error != error)
        {
            Console.SetError(error!);
            set.Add(nameof(Console.SetError));
        }
        if (Console.In != input)
        {
            Console.SetIn(input!);
            set.Add(nameof(Console.SetIn));
        }
        return set;
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
        if (CellScope.Current is { } cell)
        {
            BeforeWrite?.Invoke(name);
            cell.Output.Write(name, CellTypeNames.AsWritten(value));
        }
        else before.Write(value);
    }
}
