using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>Generated code that only writes, straight to a writer; the tracer, which uses nothing else, starts fast.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
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
[JsonSerializable(typeof(TracerSelfTest))]
internal sealed partial class TraceWritingContext : JsonSerializerContext;
