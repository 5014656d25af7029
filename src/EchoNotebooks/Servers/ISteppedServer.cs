using System.Runtime.CompilerServices;

namespace EchoNotebooks;

/// <summary>
/// A server that stands still, and goes on only as far as it is told: under a tracer (<see cref="TracedServer"/>),
/// or, where no tracer is allowed, by itself (<see cref="SteppedServer"/>). Both understand the same words.
/// </summary>
public interface ISteppedServer : IAsyncDisposable
{
    /// <summary>How it is brought to a stop, in a sentence.</summary>
    string How { get; }

    /// <summary>The port at which it listens.</summary>
    int Port { get; }

    /// <summary>The parent's process id.</summary>
    int Pid { get; }

    /// <summary>What it has written so far.</summary>
    ServerOutput Output { get; }

    /// <summary>Connects one client. The kernel completes the connection; the server accepts it when it is let go on.</summary>
    /// <param name="ct">Gives up.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    Task<EchoClient> ConnectAsync(CancellationToken ct = default, [CallerFilePath] string caller = "");

    /// <summary>
    /// Lets the server go on by one step of any of its processes. Under a tracer a step is one system call. A server that stops
    /// itself has a step at each point of <see cref="After"/>.
    /// </summary>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>That step, with the snapshots before and after it.</returns>
    /// <exception cref="EchoServerException">Nothing happened in time; the message says where every process stands.</exception>
    Task<IStep> NextAsync(TimeSpan? timeout = null);

    /// <summary>Lets the process that a point names go on until it reaches the point, and stops there.</summary>
    /// <param name="point">One of <see cref="After"/>.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>The last call on the way, with the snapshots before and after it.</returns>
    /// <exception cref="EchoServerException">It was not reached in time; the message says where every process stands.</exception>
    Task<IStep> RunUntilAsync(StopPoint point, TimeSpan? timeout = null);

    /// <summary>Which process holds which descriptor of which socket now.</summary>
    /// <param name="withClients">Whether the clients' ends are shown too, as far as this program holds them.</param>
    /// <param name="with">What is read and shown beyond ownership; nothing by default.</param>
    Snapshot Snapshot(bool withClients = false, Details with = Details.None);

    /// <summary>The parent, its children, and each child's client now.</summary>
    ProcessTree ProcessTree();

    /// <summary>Waits for a line of the server's output that contains a text.</summary>
    /// <param name="text">What the line contains.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>The line.</returns>
    Task<string> WaitForOutputAsync(string text, TimeSpan? timeout = null);

    /// <summary>
    /// Opens a page that shows this server wherever it stands, for a browser beside the notebook. It only looks: the notebook lets
    /// the server go on. It ends with the server.
    /// </summary>
    /// <param name="port">The page's port; 0 takes any free one.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <returns>The window; shown in a cell it is a link.</returns>
    /// <exception cref="EchoServerException">The port is in use, or the server has ended.</exception>
    LiveWindow OpenLive(int port = 0, [CallerFilePath] string caller = "");

    /// <summary>SIGKILL to the parent alone, and waits until it is gone.</summary>
    Task KillAsync();
}
