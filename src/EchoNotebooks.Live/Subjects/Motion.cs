namespace EchoNotebooks.Live;

/// <summary>Whether a server moves.</summary>
internal enum Motion
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It goes on until a step that was asked for, and stops there.</summary>
    Waiting,

    /// <summary>It stands still.</summary>
    Standing,

    /// <summary>Nothing of it is left.</summary>
    Over,
}
