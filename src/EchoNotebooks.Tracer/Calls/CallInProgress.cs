using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>A call between its entry and its exit.</summary>
/// <param name="definition">Which call.</param>
/// <param name="arguments">Its six arguments.</param>
internal sealed class CallInProgress(SystemCall definition, ReadOnlySpan<ulong> arguments)
{
    private readonly ulong[] arguments = arguments.ToArray();

    internal SystemCall Definition { get; } = definition;

    internal ulong this[int index] => arguments[index];

    /// <summary>An argument that C calls an int: its upper half is whatever was in the register.</summary>
    internal int Int(int index) => (int)arguments[index];

    /// <summary>The descriptor that it acts on; null where there is none.</summary>
    internal int? Fd => Definition.Descriptor < 0 ? null : Int(Definition.Descriptor);

    /// <summary>Whether it is worth a step.</summary>
    internal bool IsShown { get; set; }

    /// <summary>The index of its "before"; null where that was not written.</summary>
    internal int? Before { get; set; }

    /// <summary>Where in the program's file it comes from; null where that is not known.</summary>
    internal long? Caller { get; set; }

    /// <summary>Its arguments, for people.</summary>
    internal TraceArguments Arguments { get; set; } = [];

    /// <summary>What it acted on when it was entered: a close leaves no trace in the table.</summary>
    internal OpenFileDescription? ActedOn => Entry?.Description;

    /// <summary>What the step is called; a message with descriptors is more than its data.</summary>
    internal string StepName { get; set; } = definition.Call;

    /// <summary>The entry of the table that it acts on, as it was when the call was entered.</summary>
    internal Descriptor? Entry { get; set; }

    /// <summary>It slept for so long that the others went on meanwhile.</summary>
    internal bool WasPreempted { get; set; }

    /// <summary>A fork: the new process has been seen. One that escapes the tracer is not.</summary>
    internal bool HasForkEvent { get; set; }

    /// <summary>The descriptors that it sends in a message.</summary>
    internal IReadOnlyList<int> Sends { get; set; } = [];

    /// <summary>Its "after" is written already: vfork's, when the child begins.</summary>
    internal bool IsReported { get; set; }
}
