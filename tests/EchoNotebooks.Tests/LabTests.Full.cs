namespace EchoNotebooks.Tests;

/// <summary>What takes minutes; compiled with -p:Soak=true only, so that the suite neither runs nor skips it.</summary>
public sealed partial class LabTests
{
    [Fact, Trait("Category", "Soak")]
    public Task Two_hundred_times_a_hundred_children_vanish_at_once_and_disturb_no_snapshot() =>
        VanishAsync(rounds: 200, clients: 100);
}
