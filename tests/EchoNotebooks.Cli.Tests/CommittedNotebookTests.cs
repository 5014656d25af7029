using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>The notebooks of this repository where the kernel allows less than usual.</summary>
public sealed class CommittedNotebookTests : IDisposable
{
    private readonly NotebookFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Explicit = true)]
    public async Task Where_ptrace_is_refused_the_third_notebook_shows_the_same_by_other_means_and_says_so()
    {
        using var echonb = EchonbProcess.StartRefused("ptrace", Need.RepositoryRoot, Course("03-descriptors.ipynb"));
        Assert.True(await echonb.ExitAsync() == 0, echonb.Output + echonb.Errors);
        var text = folder.Executed("03-descriptors.ipynb").ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Contains("echo-server --step", text, StringComparison.Ordinal);
        Assert.Contains("ptrace가 거부되었다", text, StringComparison.Ordinal);
        Assert.Contains("디스크립터가 닫혔다", text, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Where_there_is_neither_ptrace_nor_a_compiler_the_fourth_notebook_says_once_what_is_missing_and_shows_what_it_can()
    {
        string[] bare = ["PATH=/nowhere", RefusedCalls.Program, "ptrace", Path.Combine(AppContext.BaseDirectory, "echonb")];
        using var echonb = EchonbProcess.StartProgram(
            Need.RepositoryRoot, "/usr/bin/env", [.. bare, .. Course("04-failures.ipynb")]);
        var text = await TextAsync(echonb);
        Assert.Single(Regex.Matches(text, "C 컴파일러\\(cc\\)가 없어서"));
        Assert.Single(Regex.Matches(text, "ptrace가 거부되었다"));
        Assert.Contains("끝이 오지 않았다", text, StringComparison.Ordinal);
        Assert.Contains("bind가 거부되었다", text, StringComparison.Ordinal);
        Assert.Contains("자식 프로세스 1의 스레드 1개", text, StringComparison.Ordinal);
        Assert.Contains("뺐다: SIGCHLD를 다루지 않는 서버", text, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Where_only_ptrace_is_refused_the_fourth_notebook_leaves_out_what_needs_it()
    {
        using var echonb = EchonbProcess.StartRefused("ptrace", Need.RepositoryRoot, Course("04-failures.ipynb"));
        var text = await TextAsync(echonb);
        Assert.Single(Regex.Matches(text, "ptrace가 거부되었다"));
        Assert.Contains("부모가 그동안 쓴 프로세서 시간", text, StringComparison.Ordinal);
        Assert.Contains("뺐다: 끊긴 연결에서 read와 write가 돌려주는 것", text, StringComparison.Ordinal);
        Assert.Contains("write(sock, buf, 16777216)", text, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Where_ptrace_is_refused_the_fifth_notebook_says_once_what_it_leaves_out_and_shows_the_rest()
    {
        using var echonb = EchonbProcess.StartRefused("ptrace", Need.RepositoryRoot, Course("05-designs.ipynb"));
        var text = await TextAsync(echonb, "05-designs.ipynb");
        Assert.Single(Regex.Matches(text, "ptrace가 거부되었다"));
        Assert.Contains("뺐다: 보낸 메시지가 아직 가고 있을 때의 소켓", text, StringComparison.Ordinal);
        Assert.Contains("클라이언트 셋을 건넨 뒤", text, StringComparison.Ordinal);
        Assert.Contains("새 프로그램의 인자: --client", text, StringComparison.Ordinal);
        Assert.DoesNotContain("보낸 쪽은 부모 프로세스", text, StringComparison.Ordinal);
    }

    /// <summary>The time of a cell is not what these tests look at: the machine may be busy.</summary>
    private string[] Course(string notebook) => folder.Run("--timeout", "1200", $"notebooks/{notebook}");

    /// <summary>The executed notebook, with all its outputs.</summary>
    private async Task<string> TextAsync(EchonbProcess echonb, string notebook = "04-failures.ipynb")
    {
        Assert.True(await echonb.ExitAsync() == 0, echonb.Output + echonb.Errors);
        return folder.Executed(notebook).ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
