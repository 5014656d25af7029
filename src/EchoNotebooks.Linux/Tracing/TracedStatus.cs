using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>Where a traced process is.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Role">What it is in the server; null for a process outside it.</param>
/// <param name="Doing">What it does.</param>
/// <param name="Call">The call that it has entered; null for none.</param>
/// <param name="Fd">The descriptor that the call acts on; null for none.</param>
/// <param name="Descriptor">What the chapter calls that descriptor; null for any other.</param>
internal sealed record TracedStatus(
    int Pid,
    ProcessRole? Role,
    TracedState Doing,
    string? Call = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Fd = null,
    string? Descriptor = null);
