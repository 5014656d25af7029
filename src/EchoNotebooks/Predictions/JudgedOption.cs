namespace EchoNotebooks;

/// <summary>One option after the kernel was asked.</summary>
/// <param name="Letter">Its letter, or the number itself where numbers are answered.</param>
/// <param name="Text">The option.</param>
/// <param name="Holds">Whether the kernel's answer is this one.</param>
/// <param name="IsChosen">Whether it was answered.</param>
/// <param name="Reply">What is said of it.</param>
internal sealed record JudgedOption(string Letter, string Text, bool Holds, bool IsChosen, string Reply);
