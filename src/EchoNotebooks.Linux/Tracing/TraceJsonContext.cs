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
[JsonSerializable(typeof(TracerEvent.Started))]
[JsonSerializable(typeof(TracerEvent.Output))]
[JsonSerializable(typeof(TracerEvent.Paused))]
[JsonSerializable(typeof(TracerEvent.Status))]
[JsonSerializable(typeof(TracerEvent.Owned))]
[JsonSerializable(typeof(TracerEvent.Refused))]
[JsonSerializable(typeof(TracerEvent.Disagreement))]
[JsonSerializable(typeof(TracerEvent.Hurried))]
[JsonSerializable(typeof(TracerEvent.Exited))]
[JsonSerializable(typeof(TracerEvent.Failed))]
[JsonSerializable(typeof(TracerEvent.Ended))]
[JsonSerializable(typeof(TracerCommand))]
[JsonSerializable(typeof(TracerSelfTest))]
internal sealed partial class TraceJsonContext : JsonSerializerContext;
