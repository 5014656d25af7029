using System.Globalization;

namespace EchoNotebooks;

/// <summary>What a process is in a multiprocess server.</summary>
public readonly record struct Role
{
    /// <summary>".2.1" for the first child of the second child of a child; null for all others.</summary>
    private readonly string? below;

    private Role(RoleKind kind, int number, string? below = null)
    {
        Kind = kind;
        Number = number;
        this.below = below;
    }

    /// <summary>The process that accepts and forks.</summary>
    public static Role Parent { get; } = new(RoleKind.Parent, 0);

    /// <summary>The program that holds the clients' ends of the connections.</summary>
    public static Role Client { get; } = new(RoleKind.Client, 0);

    /// <summary>Which kind of process.</summary>
    public RoleKind Kind { get; }

    /// <summary>The number of a child, from 1, in the order in which the children were forked; 0 for any other process.</summary>
    public int Number { get; }

    /// <summary>The n-th child.</summary>
    /// <param name="number">From 1, in the order in which the children were forked.</param>
    public static Role Child(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return new Role(RoleKind.Child, number);
    }

    /// <summary>Whether the parent did not fork it itself: a child of a child ("child 1.2").</summary>
    public bool IsDescendant => below is not null;

    /// <summary>The contract's word: "parent", "child 1", "child 1.2", "client", "other".</summary>
    public string ToJson() => Kind switch
    {
        RoleKind.Parent => "parent",
        RoleKind.Child => string.Create(CultureInfo.InvariantCulture, $"child {Number}{below}"),
        RoleKind.Client => "client",
        _ => "other",
    };

    /// <summary>Reads <see cref="ToJson"/>'s word; anything else, null too, stands outside the server.</summary>
    internal static Role FromJson(string? word)
    {
        const string Child = "child ";
        if (word == "parent") return Parent;
        if (word == "client") return Client;
        if (word is null || !word.StartsWith(Child, StringComparison.Ordinal)) return default;
        var dot = word.IndexOf('.', StringComparison.Ordinal);
        var end = dot < 0 ? word.Length : dot;
        var digits = word.AsSpan(Child.Length, end - Child.Length);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? new Role(RoleKind.Child, number, dot < 0 ? null : word[dot..])
            : default;
    }

    /// <summary>The Korean name: 부모 프로세스, 자식 프로세스 1.</summary>
    public override string ToString() => Kind switch
    {
        RoleKind.Parent => "부모 프로세스",
        RoleKind.Child => $"자식 프로세스 {Number}{below}",
        RoleKind.Client => "클라이언트 쪽 프로세스",
        _ => "그 밖의 프로세스",
    };
}

/// <summary>The kinds of processes in a snapshot.</summary>
public enum RoleKind
{
    /// <summary>It is not known what it is.</summary>
    Other,

    /// <summary>The process that accepts and forks.</summary>
    Parent,

    /// <summary>A process that the parent forked for one client.</summary>
    Child,

    /// <summary>The program that holds the clients' ends.</summary>
    Client,
}
