using System.Text;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How a process tree is told and drawn.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class ProcessTree : IView
{
    private static readonly string TreeCards = Assets.Sheet("cards-tree.css");

    internal string ParentDetail => Parent is null ? "끝났다" : Labels.Process(Parent);

    internal string ListeningEnds => Snapshot.ListeningSocket is { } socket ? Labels.Ends(socket) : "기다리는 소켓 없음";

    /// <summary>The tree in words, for a reader who does not see it.</summary>
    internal string Description =>
        $"부모 프로세스({ParentDetail}). serv_sock: {ListeningEnds}. 자식 프로세스 {Branches.Count}개. " +
        string.Join(' ', Branches.Select(branch => $"{branch.Role}({Labels.Process(branch.Process)}): {ClientInWords(branch)}."));

    /// <summary>The parent's task, as far as the descriptors of the parent and its children tell.</summary>
    internal string ParentTask =>
        Branches.Count == 0 && Holds(Parent, "clnt_sock") ? "연결을 받아 clnt_sock을 쥐고 있다"
        : ChildrenAccept ? "자식을 미리 만들어 둔다"
        : HaveIdle ? "연결 요청을 받는다"
        : HaveExecuted ? "연결 요청을 받고 새 프로그램을 띄운다"
        : "연결 요청을 받고 fork한다";

    /// <summary>The children's task, as far as their descriptors tell.</summary>
    internal string ChildTask =>
        Branches.Count == 0 ? "없다" :
        Branches.Any(branch => Holds(branch.Process, "serv_sock")) ? "serv_sock도 쥐고 있다"
        : HaveIdle ? "클라이언트가 없는 자식도 있다"
        : "클라이언트 하나씩 맡는다";

    /// <summary>Whether a child lives without a client: it has none yet, or none any more.</summary>
    private bool HaveIdle => Branches.Any(IsIdle);

    /// <summary>Whether the clients come to the children themselves: one without a client holds serv_sock.</summary>
    internal bool ChildrenAccept => Branches.Any(branch => IsIdle(branch) && Holds(branch.Process, "serv_sock"));

    private Labels Labels => Snapshot.Labels;

    /// <summary>Whether the parent holds the connection of a client.</summary>
    internal bool IsHeldByParent(string end) => Snapshot.Facts.Descriptors.Any(fact =>
        fact.Pid == Parent?.Pid && Snapshot.NameOf(fact) == "clnt_sock" && Snapshot.SocketOf(fact)?.Remote?.Plain.ToString() == end);

    private static bool IsIdle(Branch branch) => !branch.IsZombie && branch.End is null && !branch.Role.IsDescendant;

    private bool Holds(ProcessFact? process, string name) =>
        process is not null && Snapshot.Facts.Descriptors.Any(fact => fact.Pid == process.Pid && Snapshot.NameOf(fact) == name);

    /// <summary>The tree as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        var drawing = new TreeDrawing(this);
        Cards.WriteSheet(html, drawing.Width, "", TreeCards);
        using (html.Element("div"))
        {
            Cards.WriteEnlarge(html);
            using (Cards.Picture(html, drawing.Width, drawing.Height, "en-tree"))
            {
                drawing.Write(Canvas.Inline(html));
                View.WriteFoldedTable(html, Table(), "부모 프로세스와 자식 프로세스", all: true);
            }
        }
    }

    string IView.ToText()
    {
        var text = new StringBuilder();
        text.AppendLine($"부모 프로세스  {ParentDetail}  serv_sock {ListeningEnds}");
        var names = Branches.Select((branch, i) => $"{Stem(i)} {branch.Role}  {Labels.Process(branch.Process)}").ToList();
        var width = names.Select(TextWidth.Of).DefaultIfEmpty(0).Max();
        foreach (var (branch, name) in Branches.Zip(names))
            text.AppendLine($"{TextWidth.Pad(name, width)}  {(branch.End is null ? "" : "─── ")}{ClientInWords(branch)}");
        foreach (var (end, number) in Waiting)
            text.AppendLine($"   클라이언트 {number} ({Labels.Client(end)}): {(IsHeldByParent(end) ? "부모가 쥐고 있다" : "맡은 자식 프로세스가 없다")}");
        return text.ToString();
    }

    /// <summary>What joins a child to the one that forked it: └─ for the last one, and before it the stems that go on to others.</summary>
    private string Stem(int child)
    {
        var depth = Branches[child].Role.Fact.Depth;
        var others = Enumerable.Range(0, depth).Select(level => GoesOn(level) ? "│  " : "   ");
        return string.Concat(others) + (GoesOn(depth) ? "├─" : "└─");

        bool GoesOn(int level) =>
            Branches.Skip(child + 1).Select(branch => branch.Role.Fact.Depth).FirstOrDefault(other => other <= level, -1) == level;
    }

    /// <summary>The name of a child's client; empty for none.</summary>
    internal static string ClientName(Branch branch) => branch.Client switch
    {
        null => "",
        0 => "다른 클라이언트",
        _ => $"클라이언트 {branch.Client}",
    };

    /// <summary>What the endpoint of a child's client is called; empty for none.</summary>
    internal string ClientEnd(Branch branch) => branch.End is null ? "" : Labels.Client(branch.End);

    private string ClientInWords(Branch branch) =>
        branch.Client is not null ? $"{ClientName(branch)} ({ClientEnd(branch)})"
        : branch.IsZombie ? "끝났다. 부모가 회수하기를 기다린다"
        : "맡은 클라이언트가 없다";

    private TextTable Table()
    {
        var table = new TextTable("프로세스", "pid와 상태", "소켓", "클라이언트", "클라이언트의 주소");
        table.Add("부모 프로세스", ParentDetail, $"serv_sock {ListeningEnds}", "", "");
        foreach (var branch in Branches)
            table.Add(
                branch.Role.ToString(), Labels.Process(branch.Process), branch.End is null ? "" : "clnt_sock",
                ClientName(branch), ClientEnd(branch));
        foreach (var (end, number) in Waiting)
            table.Add("", "", "", $"클라이언트 {number} ({(IsHeldByParent(end) ? "부모가 쥐고 있다" : "맡은 자식 없음")})", Labels.Client(end));
        return table;
    }
}
