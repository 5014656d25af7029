namespace EchoNotebooks.Engine.Session;

/// <summary>
/// The system calls that the engine needs for its own process, the programs that cells start, and a kernel's process. The
/// program that uses the engine makes them.
/// </summary>
public interface IProcessHost
{
    /// <summary>What stderr was when the process began, whatever becomes of descriptor 2.</summary>
    Stream Log { get; }

    /// <summary>The process's parent; another one when the parent has ended.</summary>
    int ParentPid { get; }

    /// <summary>The kernel's number of the calling thread (gettid(2)).</summary>
    int ThreadId { get; }

    /// <summary>Why a file that is there is not to be read: a FIFO, a socket or a device may have no end.</summary>
    /// <returns>A Korean sentence; null where it can be read, or its reading says what is wrong.</returns>
    string? WhyNotRead(string path);

    /// <summary>Lets the system call return in which a thread of this process blocks, where that does no harm.</summary>
    /// <param name="threadId">The kernel's number of the thread.</param>
    void WakeThread(int threadId);

    /// <summary>From now on descriptors 1 and 2, of this process and of programs that it starts, are read here.</summary>
    /// <exception cref="IOException">That cannot be; they are what they were.</exception>
    (CapturedStream Output, CapturedStream Error) CaptureStreams();

    /// <summary>Removes what a runtime that was killed leaves in the temporary folder for debuggers.</summary>
    void RemoveDiagnosticPorts(int pid);

    /// <summary>What another process, which has captured its streams, writes to them and has not read.</summary>
    /// <param name="pid">The process, which runs.</param>
    /// <returns>Null where its pipes cannot be opened.</returns>
    IUnreadOutput? UnreadOutput(int pid);

    /// <summary>The processes that this one has started and that still run.</summary>
    IReadOnlySet<int> Programs();

    /// <summary>What Ctrl+C in a terminal would do to programs that this process has started, but for those given.</summary>
    void InterruptPrograms(IReadOnlySet<int> except);

    /// <summary>Ends the programs that this process started and that still run; those that do not want to end are killed.</summary>
    void EndPrograms();
}
