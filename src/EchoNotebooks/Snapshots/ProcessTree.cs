using System.Text;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// The chapter's first figure, live: the parent that accepts and forks, its children, and the client that each of
/// them serves.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class ProcessTree : IView
{
    internal ProcessTree(Snapshot snapshot, IReadOnlyList<EchoClient> clients)
        : this(snapshot, clients.ToDictionary(client => client.LocalEndPoint.ToString(), client => client.Number))
    {
    }

    /// <param name="snapshot">The server's processes.</param>
    /// <param name="clients">The numbers of the clients by their own endpoints.</param>
    internal ProcessTree(Snapshot snapshot, IReadOnlyDictionary<string, int> clients)
    {
        Snapshot = snapshot;
        Parent = snapshot.Facts.Processes.FirstOrDefault(process => snapshot.RoleOf(process.Pid).Kind == RoleKind.Parent);
        var served = new HashSet<string>();
        Branches = [.. snapshot.Children.OrderBy(child => snapshot.RoleOf(child.Pid).Number).Select(child =>
        {
            // A child that has not closed what it inherited holds its siblings' connections too; its own came last.
            var end = snapshot.Facts.Descriptors.Where(fact => fact.Pid == child.Pid && snapshot.NameOf(fact) == "clnt_sock")
                .Select(fact => Endpoints.Plain(snapshot.SocketOf(fact)?.Remote)).LastOrDefault();
            if (end is not null) served.Add(end);
            return new Branch(child, snapshot.RoleOf(child.Pid), end is null ? null : clients.GetValueOrDefault(end), end is null ? null : snapshot.Labels.Client(end));
        })];
        Waiting = [.. clients.Where(client => !served.Contains(client.Key)).OrderBy(client => client.Value)
            .Select(client => KeyValuePair.Create(snapshot.Labels.Client(client.Key), client.Value))];
    }

    /// <summary>The parent; null when it is gone.</summary>
    public ProcessFact? Parent { get; }

    /// <summary>The children, in the order in which they were forked; zombies are among them.</summary>
    public IReadOnlyList<ProcessFact> Children => [.. Branches.Select(branch => branch.Process)];

    /// <summary>What it was made of.</summary>
    public Snapshot Snapshot { get; }

    internal IReadOnlyList<Branch> Branches { get; }

    /// <summary>Clients that are connected and not served by a child (yet), with their endpoints.</summary>
    internal IReadOnlyList<KeyValuePair<string, int>> Waiting { get; }

    /// <summary>The tree as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    internal string ParentDetail => Parent is null ? "끝났다" : Snapshot.Labels.Process(Parent);

    internal string ListeningEnds => Snapshot.ListeningSocket is { } socket ? Snapshot.Labels.Ends(socket) : "기다리는 소켓 없음";

    /// <summary>The tree in words, for a reader who does not see it.</summary>
    internal string Description =>
        $"부모 프로세스({ParentDetail}). serv_sock: {ListeningEnds}. 자식 프로세스 {Branches.Count}개. " +
        string.Join(' ', Branches.Select(branch => $"{branch.Role}({Snapshot.Labels.Process(branch.Process)}): {branch.ClientInWords}."));

    void IView.WriteHtml(Markup html)
    {
        new TreeDrawing(this).Write(Canvas.Inline(html));
        using (html.Element("details"))
        {
            html.Leaf("summary", "같은 내용을 표로 보기");
            var table = new TextTable("프로세스", "pid와 상태", "소켓", "클라이언트", "클라이언트의 주소");
            table.Add("부모 프로세스", ParentDetail, $"serv_sock {ListeningEnds}", "", "");
            foreach (var branch in Branches)
                table.Add(branch.Role.ToString(), Snapshot.Labels.Process(branch.Process), branch.End is null ? "" : "clnt_sock", branch.ClientName, branch.End ?? "");
            foreach (var (end, number) in Waiting) table.Add("", "", "", $"클라이언트 {number} (맡은 자식 없음)", end);
            table.WriteHtml(html, "부모 프로세스와 자식 프로세스");
        }
    }

    string IView.ToText()
    {
        var text = new StringBuilder();
        text.AppendLine($"부모 프로세스  {ParentDetail}  serv_sock {ListeningEnds}");
        var width = Branches.Select(branch => Cells.Width($"{branch.Role}  {Snapshot.Labels.Process(branch.Process)}")).DefaultIfEmpty(0).Max();
        for (var i = 0; i < Branches.Count; i++)
        {
            var branch = Branches[i];
            var name = Cells.Pad($"{branch.Role}  {Snapshot.Labels.Process(branch.Process)}", width);
            text.AppendLine($"{(i == Branches.Count - 1 ? "└─" : "├─")} {name}  {(branch.End is null ? "" : "─── ")}{branch.ClientInWords}");
        }
        foreach (var (end, number) in Waiting) text.AppendLine($"   클라이언트 {number} ({end}): 맡은 자식 프로세스가 없다");
        return text.ToString();
    }
}

/// <summary>One child and its client.</summary>
/// <param name="Process">The child.</param>
/// <param name="Role">Its role.</param>
/// <param name="Client">The client's number; 0 for one that this program does not know, null for none.</param>
/// <param name="End">What the client's endpoint is called; null for none.</param>
internal sealed record Branch(ProcessFact Process, Role Role, int? Client, string? End)
{
    public string ClientName => Client switch
    {
        null => "",
        0 => "다른 클라이언트",
        _ => $"클라이언트 {Client}",
    };

    public string ClientInWords => Client is null
        ? Process.State == 'Z' ? "끝났다. 부모가 거두기를 기다린다" : "맡은 클라이언트가 없다"
        : $"{ClientName} ({End})";
}
