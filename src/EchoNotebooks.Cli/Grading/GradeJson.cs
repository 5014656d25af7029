using System.Text.Json.Serialization;

namespace EchoNotebooks.Cli.Grading;

/// <summary>The code that writes and reads results, requests and answers.</summary>
[JsonSerializable(typeof(GradeResults))]
[JsonSerializable(typeof(JudgeRequest))]
[JsonSerializable(typeof(JudgeAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class GradeJson : JsonSerializerContext;
