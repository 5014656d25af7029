using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>
/// The descriptors that were sent in a message (SCM_RIGHTS) and that no traced process has received: the kernel holds
/// what they lead to, and says nowhere who sent it or what it was called.
/// </summary>
internal sealed class PassedDescriptors
{
    private readonly List<Passed> inFlight = [];

    /// <summary>One descriptor in one message.</summary>
    /// <param name="Sender">The process that sent it.</param>
    /// <param name="Description">Where it leads.</param>
    internal sealed record Passed(TracedProcess Sender, OpenFileDescription Description);

    /// <summary>Whether a message that was not received carries it.</summary>
    internal bool Carry(OpenFileDescription description) => inFlight.Exists(passed => passed.Description == description);

    internal void Send(TracedProcess sender, IEnumerable<OpenFileDescription> descriptions) =>
        inFlight.AddRange(descriptions.Select(description => new Passed(sender, description)));

    /// <summary>The description that a received descriptor leads to, where a traced process has sent it.</summary>
    internal OpenFileDescription? Find(DescriptorFact received) =>
        inFlight.Find(passed => passed.Description.Leads(received))?.Description;

    /// <summary>A descriptor has come.</summary>
    /// <returns>The process that sent it; null where that is not known, or several have.</returns>
    internal TracedProcess? Receive(OpenFileDescription description)
    {
        var sent = inFlight.FindAll(passed => passed.Description == description);
        if (sent.Count == 0) return null;
        inFlight.Remove(sent[0]);
        return sent.TrueForAll(passed => passed.Sender == sent[0].Sender) ? sent[0].Sender : null;
    }

    /// <summary>The kernel has it no more: the message was dropped.</summary>
    internal void Forget(OpenFileDescription description) => inFlight.RemoveAll(passed => passed.Description == description);
}
