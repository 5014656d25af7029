namespace EchoNotebooks.Tracing.Tests;

/// <summary>What takes minutes; compiled with -p:Soak=true only, so that the suite neither runs nor skips it.</summary>
public sealed partial class IndependentReadingTests
{
    public static TheoryData<Server, bool> AllRuns =>
        [.. Enum.GetValues<Server>().SelectMany(server => new[] { (server, true), (server, false) })];

    [Theory, MemberData(nameof(AllRuns)), Trait("Category", "Soak")]
    public Task At_every_step_of_a_whole_run_of_every_server_lsof_sees_what_the_step_tells(Server server, bool isStepped) =>
        CompareAsync(server, isStepped);
}
