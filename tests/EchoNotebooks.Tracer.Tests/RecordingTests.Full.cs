namespace EchoNotebooks.Tracing.Tests;

/// <summary>What takes minutes; compiled with -p:Soak=true only, so that the suite neither runs nor skips it.</summary>
public sealed partial class RecordingTests
{
    [Fact, Trait("Category", "Soak")]
    public Task A_thousand_clients_at_once_are_followed() => ManyAreFollowedAsync(1000);
}
