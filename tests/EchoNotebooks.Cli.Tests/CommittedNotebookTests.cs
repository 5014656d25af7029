using System.Text.Encodings.Web;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>The notebooks of this repository where the kernel allows less than usual.</summary>
public sealed class CommittedNotebookTests : IDisposable
{
    private readonly NotebookFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Where_ptrace_is_refused_the_third_notebook_shows_the_same_by_other_means_and_says_so()
    {
        using var echonb = EchonbProcess.StartRefused("ptrace", Need.RepositoryRoot, folder.Run("notebooks/03-descriptors.ipynb"));
        Assert.True(await echonb.ExitAsync() == 0, echonb.Output + echonb.Errors);
        var text = folder.Executed("03-descriptors.ipynb").ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Contains("echo-server --step", text, StringComparison.Ordinal);
        Assert.Contains("ptrace가 거부되었다", text, StringComparison.Ordinal);
        Assert.Contains("디스크립터가 닫혔다", text, StringComparison.Ordinal);
    }
}
