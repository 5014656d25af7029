using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>What a process is in a multiprocess server, under the chapter's names.</summary>
public readonly record struct Role
{
    private Role(ProcessRole fact) => Fact = fact;

    /// <summary>The process that accepts and forks.</summary>
    public static Role Parent { get; } = new(ProcessRole.Parent);

    /// <summary>The program that holds the clients' ends of the connections.</summary>
    public static Role Client { get; } = new(ProcessRole.Client);

    /// <summary>Which kind of process.</summary>
    public RoleKind Kind => Fact switch
    {
        { IsParent: true } => RoleKind.Parent,
        { IsChild: true } => RoleKind.Child,
        { IsClient: true } => RoleKind.Client,
        _ => RoleKind.Other,
    };

    /// <summary>The number of a child, from 1, in the order in which the children were forked; 0 for any other process.</summary>
    public int Number => Fact.Number;

    /// <summary>Whether the parent did not fork it itself: a child of a child ("child 1.2").</summary>
    public bool IsDescendant => Fact.IsDescendant;

    /// <summary>The role as facts and steps have it.</summary>
    internal ProcessRole Fact { get; }

    /// <summary>The n-th child.</summary>
    /// <param name="number">From 1, in the order in which the children were forked.</param>
    public static Role Child(int number) => new(ProcessRole.Child(number));

    /// <summary>The role of a process; null where it stands outside the server.</summary>
    internal static Role Of(ProcessRole? fact) => new(fact ?? default);

    /// <summary>The contract's word: "parent", "child 1", "child 1.2", "client", "other".</summary>
    public string ToJson() => Fact.ToString();

    /// <summary>The Korean name: 부모 프로세스, 자식 프로세스 1.</summary>
    public override string ToString() => Kind switch
    {
        RoleKind.Parent => "부모 프로세스",
        RoleKind.Child => $"자식 프로세스 {Fact.ToString()["child ".Length..]}",
        RoleKind.Client => "클라이언트 쪽 프로세스",
        _ => "그 밖의 프로세스",
    };
}
