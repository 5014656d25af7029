using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Run;

/// <summary>What the runner asks of a worker; one JSON object a line.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(Open), "open")]
[JsonDerivedType(typeof(RunCell), "run")]
[JsonDerivedType(typeof(Interrupt), "interrupt")]
internal abstract record WorkerCommand
{
    /// <summary>Begins a session for a notebook that lies in a folder.</summary>
    /// <param name="Folder">Full path; becomes the working folder.</param>
    /// <param name="Fence">What the worker writes to its own stdout and stderr when a cell has ended.</param>
    internal sealed record Open(string Folder, string Fence) : WorkerCommand;

    /// <summary>Runs a cell; answered by Ended.</summary>
    internal sealed record RunCell(CellCode Cell) : WorkerCommand;

    /// <summary>Stops the running cell, which is then answered by Ended all the same.</summary>
    internal sealed record Interrupt(int PatienceMilliseconds) : WorkerCommand;
}

/// <summary>What a worker says; one JSON object a line. <c>Cell</c> is the number of the cell it belongs to.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Written), "written")]
[JsonDerivedType(typeof(Displayed), "displayed")]
[JsonDerivedType(typeof(Updated), "updated")]
[JsonDerivedType(typeof(Cleared), "cleared")]
[JsonDerivedType(typeof(Ended), "ended")]
internal abstract record WorkerEvent(int Cell)
{
    /// <summary>Warm: from here on time counts.</summary>
    internal sealed record Ready() : WorkerEvent(0);

    internal sealed record Written(int Cell, string Stream, string Text) : WorkerEvent(Cell);

    internal sealed record Displayed(int Cell, IReadOnlyDictionary<string, string> Data, string Id) : WorkerEvent(Cell);

    internal sealed record Updated(int Cell, IReadOnlyDictionary<string, string> Data, string Id) : WorkerEvent(Cell);

    internal sealed record Cleared(int Cell) : WorkerEvent(Cell);

    internal sealed record Ended(int Cell, CellOutcome Outcome) : WorkerEvent(Cell);
}

[JsonSerializable(typeof(WorkerCommand))]
[JsonSerializable(typeof(WorkerEvent))]
internal sealed partial class WorkerJson : JsonSerializerContext
{
    public static WorkerJson Lines { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
