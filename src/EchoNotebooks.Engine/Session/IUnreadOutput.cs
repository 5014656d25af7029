namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Second read ends of the pipes to which a process writes its output and from which it reads it itself: the text that is
/// in them when the process dies stays there.
/// </summary>
public interface IUnreadOutput : IDisposable
{
    /// <summary>Takes the text that is there, without waiting for more.</summary>
    (string Output, string Error) Read();
}
