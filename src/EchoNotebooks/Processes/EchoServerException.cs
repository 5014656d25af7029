namespace EchoNotebooks;

/// <summary>A server, a program or a connection did not do what was asked of it; the message says what to do next.</summary>
public class EchoServerException : Exception
{
    /// <param name="message">What happened, to whom, and what to do next.</param>
    /// <param name="innerException">What it came from; null for nothing.</param>
    public EchoServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>What the server had written until then; empty for nothing.</summary>
    public string Output { get; init; } = "";

    /// <summary>
    /// Whether the program that was started is at fault: it does not compile, ends early, or does not answer. Otherwise the
    /// machine may be.
    /// </summary>
    internal bool IsProgramsFault { get; init; }

    /// <summary>The exit code of the server that ended too early; null where that is not what happened.</summary>
    public int? ExitCode { get; init; }
}
