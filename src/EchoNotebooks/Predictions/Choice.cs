namespace EchoNotebooks;

/// <summary>
/// One option of a question. No option is marked as the right one: each is a predicate over what was read from the kernel, and the
/// one that holds is right.
/// </summary>
/// <param name="Text">The option, a short sentence.</param>
/// <param name="Holds">Whether the kernel's answer is this one.</param>
/// <param name="Reply">What a reader who chose it is told: why it is so, or where the thought goes wrong.</param>
public sealed record Choice<T>(string Text, Func<T, bool> Holds, string Reply);
