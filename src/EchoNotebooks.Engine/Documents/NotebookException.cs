namespace EchoNotebooks.Engine.Documents;

/// <summary>A notebook that cannot be read or written; the message is Korean, names the file and says what to do.</summary>
public sealed class NotebookException : Exception
{
    /// <summary>An error about one file.</summary>
    /// <param name="path">The file as it was asked for.</param>
    /// <param name="reason">What is wrong, in Korean, without the path.</param>
    /// <param name="inner">What was thrown below, if anything.</param>
    public NotebookException(string path, string reason, Exception? inner = null) : base($"{path}: {reason}", inner) => Path = path;

    /// <summary>The file as it was asked for.</summary>
    public string Path { get; }
}
