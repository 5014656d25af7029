namespace EchoNotebooks;

/// <summary>A prediction that cannot be asked, answered or checked as it was; the message says what to write instead.</summary>
public sealed class PredictionException : Exception
{
    /// <param name="message">What is wrong and what to write, in Korean.</param>
    public PredictionException(string message)
        : base(message)
    {
    }
}
