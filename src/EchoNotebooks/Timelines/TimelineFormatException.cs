namespace EchoNotebooks;

/// <summary>A text that is no recording of a known schema; the message says which line and what is wrong.</summary>
public sealed class TimelineFormatException : FormatException
{
    /// <param name="message">What is wrong, in Korean.</param>
    /// <param name="innerException">The error below; null for none.</param>
    public TimelineFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
