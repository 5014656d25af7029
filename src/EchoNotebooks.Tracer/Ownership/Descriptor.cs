namespace EchoNotebooks.Tracing;

/// <summary>One descriptor of one table. Two entries are the same descriptor only if they are the same object.</summary>
/// <param name="Description">Where it leads.</param>
/// <param name="CloseOnExec">Whether exec closes it.</param>
internal sealed record Descriptor(OpenFileDescription Description, bool CloseOnExec);
