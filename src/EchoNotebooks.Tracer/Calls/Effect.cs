namespace EchoNotebooks.Tracing;

/// <summary>What a system call does when it succeeds.</summary>
internal enum Effect
{
    /// <summary>Moves bytes.</summary>
    Read,

    /// <summary>Moves bytes.</summary>
    Write,

    /// <summary>A new socket; the result is its descriptor.</summary>
    Socket,
    SocketPair,
    Bind,
    Listen,

    /// <summary>Takes a connection; the result is its descriptor.</summary>
    Accept,
    Connect,
    Shutdown,
    Pipe,

    /// <summary>The result is a descriptor of something new that is no socket.</summary>
    Create,

    /// <summary>As <see cref="Create"/>, and it may wait (a FIFO's other end).</summary>
    Open,

    /// <summary>As <see cref="Create"/>, unless the first argument already is one.</summary>
    Signalfd,

    /// <summary>The result is a descriptor of something that another process holds.</summary>
    Fetch,

    /// <summary>A read that may bring descriptors (SCM_RIGHTS).</summary>
    Receive,

    /// <summary>A write that may carry descriptors.</summary>
    Send,
    Duplicate,
    DuplicateTo,
    Fcntl,
    Ioctl,
    Close,
    CloseRange,
    Unshare,
    Fork,
    Execute,
    Exit,
    Wait,
    SignalReturn,

    /// <summary>Says what is to happen later, or waits until something has; changes no descriptor.</summary>
    SetUp,
}
