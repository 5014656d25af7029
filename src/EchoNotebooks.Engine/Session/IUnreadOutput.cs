namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Second read ends of the pipes to which a process writes its output and from which it reads it: what is in them when it
/// dies stays there.
/// </summary>
public interface IUnreadOutput : IDisposable
{
    /// <summary>Takes what is there, without waiting for more.</summary>
    (string Output, string Error) Read();
}
