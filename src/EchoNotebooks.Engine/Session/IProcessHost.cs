namespace EchoNotebooks.Engine.Session;

/// <summary>What a session's process does with its own descriptors and the programs that cells start: whoever hosts it makes the system calls.</summary>
public interface IProcessHost
{
    /// <summary>What stderr was when the process began, whatever becomes of descriptor 2.</summary>
    Stream Log { get; }

    /// <summary>From now on descriptors 1 and 2, of this process and of programs that it starts, are read here.</summary>
    /// <exception cref="IOException">That cannot be; they are what they were.</exception>
    (Stream Output, Stream Error) CaptureStreams();

    /// <summary>The processes that this one has started and that still run.</summary>
    IReadOnlySet<int> Programs();

    /// <summary>What Ctrl+C in a terminal would do to programs that this process has started, but for those given.</summary>
    void InterruptPrograms(IReadOnlySet<int> except);

    /// <summary>Ends the programs that this process started and that still run; those that do not want to end are killed.</summary>
    void EndPrograms();

    /// <summary>What another process writes to its own descriptors 1 and 2, which it reads itself, and what is left of that.</summary>
    /// <param name="pid">A process that runs, such as a kernel that has captured its streams.</param>
    /// <returns>Null where its pipes cannot be had.</returns>
    IUnreadOutput? UnreadOutput(int pid);
}
