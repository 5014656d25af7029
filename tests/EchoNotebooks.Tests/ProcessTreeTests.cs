namespace EchoNotebooks.Tests;

/// <summary>What a process tree says of fixed facts: who was forked by whom, who accepts, and who serves.</summary>
public sealed class ProcessTreeTests
{
    [Fact]
    public void An_only_child_ends_its_branch_whatever_it_has_forked_itself()
    {
        Assert.Equal(
            """
            부모 프로세스  pid 100 · 대기(S)  serv_sock 127.0.0.1:9190
            └─ 자식 프로세스 1  pid 101 · 대기(S)       ─── 클라이언트 1 (127.0.0.1:40001)
               └─ 자식 프로세스 1.1  pid 102 · 대기(S)  ─── 클라이언트 1 (127.0.0.1:40001)

            """, Scene.Grandchild().Tree(1).ToString());
    }

    [Fact]
    public void A_branch_goes_on_beside_the_grandchildren_to_the_next_child()
    {
        var tree = Scene.Grandchild().Process(103, Role.Child(2)).Tree(1).ToString();
        Assert.Equal(["├─", "│  └─", "└─"], tree.Split('\n')[1..^1].Select(line => line[..line.IndexOf(" 자식", StringComparison.Ordinal)]));
    }
}
