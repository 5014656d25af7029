namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Console.In of the process: asks the reader of the cell that reads from it. A notebook that runs from top to bottom
/// has no reader.
/// </summary>
internal sealed class CellInput : TextReader
{
    private string rest = "";

    /// <summary>Why there is no input.</summary>
    public static InvalidOperationException Refusal =>
        new("노트북의 셀은 여기서 키보드 입력(Console.ReadLine 등)을 받을 수 없다. 값을 셀 안에 변수로 적는다.");

    /// <summary>Why no single key can be read.</summary>
    public const string NoKeys =
        "노트북에는 터미널이 없어 키 하나를 받을 수 없다(Console.ReadKey, Console.KeyAvailable). "
        + "한 줄을 받는 Console.ReadLine을 쓰거나 값을 셀 안에 변수로 적는다.";

    public override int Peek() => Fill() ? rest[0] : -1;

    public override int Read()
    {
        if (!Fill()) return -1;
        var first = rest[0];
        rest = rest[1..];
        return first;
    }

    public override int Read(char[] buffer, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (count == 0 || !Fill()) return 0;
        var taken = Math.Min(count, rest.Length);
        rest.CopyTo(0, buffer, index, taken);
        rest = rest[taken..];
        return taken;
    }

    public override string? ReadLine()
    {
        if (rest.Length == 0) return Ask();
        var line = rest.TrimEnd('\n');
        rest = "";
        return line;
    }

    // A reader has no way to say that the end is reached.
    public override string ReadToEnd() => throw Refusal;

    private bool Fill()
    {
        if (rest.Length == 0 && Ask() is { } line) rest = line + "\n";
        return rest.Length > 0;
    }

    private static string? Ask() => CellScope.Current?.Output is ICellInput input ? input.ReadLine() : throw Refusal;
}
