using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// How Jupyter's messages reach the kernel and leave it. Sending is possible from any thread; the order is kept across
/// channels.
/// </summary>
internal interface IKernelTransport : IDisposable
{
    /// <summary>Begins to receive.</summary>
    /// <param name="received">Told of each message, on the transport's own thread: must not wait.</param>
    /// <param name="rejected">Told why something that arrived is no message, for the log.</param>
    /// <param name="disconnected">Told that no front end is there any more and none will come.</param>
    void Start(Action<KernelChannel, Message> received, Action<string> rejected, Action disconnected);

    /// <summary>Sends a message.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="type">Its type, such as <c>execute_reply</c>.</param>
    /// <param name="parent">The message that it answers or comes of; null where there is none.</param>
    /// <param name="content">Its content.</param>
    /// <param name="metadata">Its metadata.</param>
    void Send(KernelChannel channel, string type, Message? parent, JsonObject content, JsonObject? metadata = null);
}
