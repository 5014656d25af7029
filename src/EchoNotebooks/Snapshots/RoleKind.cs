namespace EchoNotebooks;

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
