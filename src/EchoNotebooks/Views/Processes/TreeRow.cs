namespace EchoNotebooks.Views;

/// <summary>One row of a process tree's drawing: a child with its client, of which one may be missing.</summary>
/// <param name="Child">The child's name; empty for none.</param>
/// <param name="ChildDetail">Its pid and state.</param>
/// <param name="IsZombie">Whether it has ended and is not reaped yet.</param>
/// <param name="Client">The client's name; empty for none.</param>
/// <param name="ClientDetail">Its endpoint.</param>
/// <param name="Forker">The row of the child that forked it; null where the parent did.</param>
/// <param name="Depth">How many children stand between it and the parent.</param>
/// <param name="SharedClient">The row in which the client stands that this child has inherited; null where it has none or its own.</param>
internal sealed record TreeRow(
    string Child, string ChildDetail, bool IsZombie, string Client, string ClientDetail, int? Forker = null, int Depth = 0,
    int? SharedClient = null)
{
    /// <summary>What stands before a client that no child serves.</summary>
    public string Waits { get; private init; } = "";

    /// <summary>More children are folded into one row.</summary>
    private const int MostChildren = 10;

    /// <summary>More waiting clients are folded into one row.</summary>
    private const int MostWaiting = 3;

    private const string InTheTable = "아래 표에 모두 있다";

    public bool HasChild => Child.Length > 0;

    public bool HasClient => Client.Length > 0;

    /// <summary>The children in their order, then the clients that no child serves.</summary>
    public static List<TreeRow> Of(ProcessTree tree)
    {
        var shown = tree.Branches.Count <= MostChildren ? tree.Branches.Count : MostChildren - 1;
        var rows = tree.Branches.Take(shown).Select(branch =>
        {
            var shared = SharedClientOf(branch, tree);
            return new TreeRow(
                branch.Role.ToString(), tree.Snapshot.Labels.Process(branch.Process), branch.IsZombie,
                shared is null ? ProcessTree.ClientName(branch) : "", shared is null ? tree.ClientEnd(branch) : "",
                ForkerOf(branch, tree), branch.Role.Fact.Depth, shared);
        }).ToList();
        if (tree.Branches.Count > shown) rows.Add(Folded([.. tree.Branches.Skip(shown)]));
        foreach (var (end, number) in tree.Waiting.Take(MostWaiting))
            rows.Add(new TreeRow("", "", false, $"클라이언트 {number}", tree.Snapshot.Labels.Client(end))
            {
                Waits = tree.IsHeldByParent(end) ? "부모가 쥐고 있다" : "기다리는 중",
            });
        if (tree.Waiting.Count > MostWaiting)
            rows.Add(new TreeRow("", "", false, $"그 밖의 클라이언트 {tree.Waiting.Count - MostWaiting}개", "맡은 자식이 없다"));
        return rows;
    }

    private static int? ForkerOf(Branch branch, ProcessTree tree)
    {
        if (!branch.Role.IsDescendant) return null;
        var at = tree.Branches.TakeWhile(other => other.Process.Pid != branch.Process.Ppid).Count();
        return at < Math.Min(tree.Branches.Count, MostChildren) ? at : null;
    }

    private static int? SharedClientOf(Branch branch, ProcessTree tree)
    {
        if (branch.End is null) return null;
        var at = tree.Branches.TakeWhile(other => other.End != branch.End).Count();
        return tree.Branches[at] == branch ? null : at;
    }

    private static TreeRow Folded(List<Branch> branches)
    {
        var zombies = branches.Count(branch => branch.IsZombie);
        var clients = branches.Count(branch => branch.Client is not null);
        return new TreeRow(
            $"그 밖의 자식 {branches.Count}개", zombies > 0 ? $"그 가운데 좀비(Z) {zombies}개" : InTheTable, zombies == branches.Count,
            clients > 0 ? $"그 밖의 클라이언트 {clients}개" : "", clients > 0 ? InTheTable : "");
    }
}
