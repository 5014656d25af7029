namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>
/// Every process of the machine: compiled with -p:Soak=true only, for what the processes of others do is nothing to rely on.
/// </summary>
public sealed partial class AgreementTests
{
    [Fact, Trait("Category", "WholeMachine")]
    public void Lsof_sees_everybody_s_descriptors_as_we_do() => Agree(Lsof, LikeLsof, everybody: true, atLeast: 90);

    [Fact, Trait("Category", "WholeMachine")]
    public void Lsfd_sees_everybody_s_descriptors_as_we_do() => Agree(Lsfd, LikeLsfd, everybody: true, atLeast: 90);

    [Fact, Trait("Category", "WholeMachine")]
    public void Ss_sees_everybody_s_internet_sockets_as_we_do() =>
        Agree(SsInternet, LikeSsInternet, everybody: true, atLeast: 12);

    [Fact, Trait("Category", "WholeMachine")]
    public void Ss_sees_everybody_s_unix_sockets_as_we_do() => Agree(SsUnix, LikeSsUnix, everybody: true, atLeast: 10);
}
