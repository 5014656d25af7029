using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>What a process tree says of fixed facts: who was forked by whom, who accepts, and who serves.</summary>
public sealed class ProcessTreeTests
{
    private const string Connected = "연결 요청 (connect → accept)";

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

    [Fact]
    public void Where_a_child_and_the_one_that_it_forked_share_a_client_the_line_does_not_say_which_of_them_echoes()
    {
        Assert.Contains(">에코<", View.ToHtml(Scene.AfterCloses().Tree(1)));
        Assert.DoesNotContain(">에코<", View.ToHtml(Scene.Grandchild().Tree(1)));
    }

    [Fact]
    public void Where_a_child_without_a_client_holds_serv_sock_the_children_accept_and_not_the_parent()
    {
        var preforked = Scene.ParentClosed().Process(102, Role.Child(2)).Holds(102, 3, 500).Tree(1);
        var html = View.ToHtml(preforked);
        Assert.Contains("자식을 미리 만들어 둔다", html);
        Assert.Contains(Connected, html);
        Assert.DoesNotContain("연결 요청을 받는다", html);

        // The parent that passes connections on has such children too, but they hold no serv_sock.
        var passing = View.ToHtml(Scene.AfterCloses().Process(102, Role.Child(2)).Tree(1));
        Assert.Contains("연결 요청을 받는다", passing);
        Assert.Contains(Connected, passing);
    }
}
