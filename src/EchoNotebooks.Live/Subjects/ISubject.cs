namespace EchoNotebooks.Live;

/// <summary>The server that a window shows, with all that has happened to it. Any thread may ask.</summary>
internal interface ISubject : IAsyncDisposable
{
    /// <summary>What the server is called.</summary>
    string Name { get; }

    /// <summary>The process that the window began with.</summary>
    int Pid { get; }

    /// <summary>The server's port; 0 where it does not listen.</summary>
    int Port { get; }

    /// <summary>How the window knows what it shows, in a sentence.</summary>
    string How { get; }

    Motion Motion { get; }

    /// <summary>The first moment that is kept: a watched server's history has a limit.</summary>
    int First { get; }

    /// <summary>How many moments there have been: the index of the next one.</summary>
    int Count { get; }

    /// <summary>What is owned now.</summary>
    Snapshot Now { get; }

    /// <summary>What the server has written; null where this program does not hold its output.</summary>
    ServerOutput? Output { get; }

    /// <summary>What has to be known to read the window.</summary>
    IReadOnlyList<string> Remarks { get; }

    /// <summary>One moment; null where it is not kept.</summary>
    Moment? At(int index);

    /// <summary>Asks the kernel again, where nothing tells of changes; called ten times a second by one thread.</summary>
    void Look();
}
