using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>Generated code that only writes, straight to a writer; the tracer, which uses nothing else, starts fast.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
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
[JsonSerializable(typeof(TracerSelfTest))]
internal sealed partial class TraceWritingContext : JsonSerializerContext;
