namespace EchoNotebooks;

/// <summary>An exercise that cannot be had, or was used otherwise than it is meant; the message says what to do instead.</summary>
public sealed class ExerciseException : Exception
{
    /// <param name="message">What is wrong and what to do, in Korean.</param>
    public ExerciseException(string message)
        : base(message)
    {
    }
}
