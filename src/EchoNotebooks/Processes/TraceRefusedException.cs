namespace EchoNotebooks;

/// <summary>This system does not allow tracing; the message says what refuses it and what mends it.</summary>
public sealed class TraceRefusedException : EchoServerException
{
    /// <param name="message">What refuses it, and what mends it.</param>
    /// <param name="innerException">What it came from; null for nothing.</param>
    public TraceRefusedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
