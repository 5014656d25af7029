using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>A process of a picture.</summary>
/// <param name="Fact">As it is now or, when it is gone, as it was.</param>
/// <param name="Role">Its role.</param>
/// <param name="Change">What became of it.</param>
internal sealed record DrawnProcess(ProcessFact Fact, Role Role, ChangeKind Change)
{
    public bool IsZombie => Fact.State == 'Z';
}
