namespace EchoNotebooks.Engine.Run;

/// <summary>The kernel that is to run a notebook's cells could not be started; the message is Korean and says what to do.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What was thrown below, if anything.</param>
public sealed class KernelStartException(string message, Exception? inner = null) : Exception(message, inner);
