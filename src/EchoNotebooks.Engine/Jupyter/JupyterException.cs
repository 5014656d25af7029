namespace EchoNotebooks.Engine.Jupyter;

/// <summary>Why the kernel cannot start; the message is for people.</summary>
public sealed class JupyterException : Exception
{
    /// <summary>For serialisers.</summary>
    public JupyterException()
    {
    }

    /// <param name="message">What is wrong and what to do.</param>
    public JupyterException(string message) : base(message)
    {
    }

    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">Where it comes from.</param>
    public JupyterException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
