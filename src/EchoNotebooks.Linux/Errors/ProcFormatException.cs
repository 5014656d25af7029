namespace EchoNotebooks.Linux;

/// <summary>A text that is not what proc(5) says it is: which text, which line, and why. Nothing else is thrown by a parser.</summary>
public sealed class ProcFormatException : FormatException
{
    /// <param name="path">Where the text came from: "/proc/42/stat".</param>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="reason">What is wrong with it, in Korean.</param>
    public ProcFormatException(string path, int line, string reason)
        : base($"{path} {line}행을 읽을 수 없다: {reason}")
    {
        Path = path;
        Line = line;
    }

    /// <summary>Where the text came from.</summary>
    public string Path { get; }

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }
}
