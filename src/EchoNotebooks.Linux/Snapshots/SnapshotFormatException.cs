namespace EchoNotebooks.Linux;

/// <summary>A text that is no snapshot of a known schema.</summary>
public sealed class SnapshotFormatException : FormatException
{
    /// <param name="message">What is wrong, in Korean.</param>
    /// <param name="inner">The error below, where there is one.</param>
    public SnapshotFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
