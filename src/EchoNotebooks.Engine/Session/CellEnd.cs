namespace EchoNotebooks.Engine.Session;

/// <summary>How a cell ended.</summary>
public enum CellEnd
{
    /// <summary>It ran to its end.</summary>
    Succeeded,

    /// <summary>It did not compile, or threw.</summary>
    Failed,

    /// <summary>It was stopped, and nothing of it runs on that could be reached.</summary>
    Stopped,

    /// <summary>It was told to stop but hangs where managed code cannot be reached; its thread is given up.</summary>
    Abandoned,
}
