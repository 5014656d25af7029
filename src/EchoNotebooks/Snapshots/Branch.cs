using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>One child and its client.</summary>
/// <param name="Process">The child.</param>
/// <param name="Role">Its role.</param>
/// <param name="Client">The client's number; 0 for one that this program does not know, null for none.</param>
/// <param name="End">The client's endpoint; null for none.</param>
internal sealed record Branch(ProcessFact Process, Role Role, int? Client, string? End)
{
    public bool IsZombie => Process.State == 'Z';
}
