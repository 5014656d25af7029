namespace EchoNotebooks;

/// <summary>What a picture shows that follows a server.</summary>
public enum Watched
{
    /// <summary>The parent, its children, and each child's client.</summary>
    ProcessTree,

    /// <summary>Which process holds which descriptor of which socket.</summary>
    Ownership,

    /// <summary>How many children there are, and how many of them are zombies, over time.</summary>
    Zombies,
}
