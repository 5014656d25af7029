using System.Threading.Channels;

namespace EchoNotebooks.Cli.Tracing;

/// <summary>Steps on their way to be told. Until the server listens it is not known with which the timeline begins.</summary>
internal sealed class StepQueue(Recording recording, ChannelWriter<TraceStep> steps)
{
    private bool hasBegun;

    public void Add(TraceStep step)
    {
        if (hasBegun) steps.TryWrite(step);
        if (hasBegun || !recording.HasListened) return;
        hasBegun = true;
        foreach (var early in recording.Look())
            if (!early.IsPending) steps.TryWrite(early);
    }
}
