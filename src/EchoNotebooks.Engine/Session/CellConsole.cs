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
            Console.SetIn(new NoInput());
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

    /// <summary>Nobody sits at the keyboard of a notebook that runs from top to bottom.</summary>
    private sealed class NoInput : TextReader
    {
        private static InvalidOperationException Refusal =>
            new("노트북의 셀은 키보드 입력(Console.ReadLine 등)을 받을 수 없다. 값을 셀 안에 변수로 적는다.");

        public override int Peek() => throw Refusal;

        public override int Read() => throw Refusal;

        public override int Read(char[] buffer, int index, int count) => throw Refusal;

        public override string? ReadLine() => throw Refusal;

        public override string ReadToEnd() => throw Refusal;
    }
}
