using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>Generated code that reads and writes snapshots and the tracer's protocol. Nothing is found by reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SchemaOnly))]
[JsonSerializable(typeof(DescriptorSnapshot))]
[JsonSerializable(typeof(TraceLine))]
[JsonSerializable(typeof(ProgramEvent.Started))]
[JsonSerializable(typeof(ProgramEvent.Output))]
[JsonSerializable(typeof(ProgramEvent.Paused))]
[JsonSerializable(typeof(ProgramEvent.Status))]
[JsonSerializable(typeof(ProgramEvent.Owned))]
[JsonSerializable(typeof(ProgramEvent.Refused))]
[JsonSerializable(typeof(ProgramEvent.Disagreement))]
[JsonSerializable(typeof(ProgramEvent.Preempted))]
[JsonSerializable(typeof(ProgramEvent.Exited))]
[JsonSerializable(typeof(ProgramEvent.Failed))]
[JsonSerializable(typeof(ProgramEvent.Ended))]
[JsonSerializable(typeof(TracerCommand))]
[JsonSerializable(typeof(TracerSelfTest))]
internal sealed partial class TraceJsonContext : JsonSerializerContext;
