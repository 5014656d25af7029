using System.Text.Json;
using System.Text.Json.Serialization;

namespace EchoNotebooks;

/// <summary>
/// The file that a teacher's run names in the environment: each check of a prediction adds a line, whether its question decides
/// what was read. Without the variable nothing is written.
/// </summary>
internal static partial class ProofFile
{
    /// <summary>The variable with the file's path.</summary>
    public const string Variable = "ECHO_NOTEBOOKS_PROOFS";

    private static readonly Lock Gate = new();

    /// <summary>What one check proves.</summary>
    /// <param name="Id">The question.</param>
    /// <param name="Why">What keeps it from being proved; null where it is.</param>
    public sealed record Proof(string Id, string? Why);

    /// <summary>Proves a question with what was read, where that is wanted.</summary>
    public static void Add(Question question, object? seen)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        var line = JsonSerializer.Serialize(new Proof(question.Id, QuestionProof.WhyNot(question, seen)), ProofContext.Default.Proof);
        lock (Gate) File.AppendAllText(path, line + "\n");
    }

    /// <summary>What a run has written.</summary>
    public static IReadOnlyList<Proof> Read(string path) =>
        File.Exists(path) ? [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize(line, ProofContext.Default.Proof)!)] : [];

    [JsonSerializable(typeof(Proof))]
    private sealed partial class ProofContext : JsonSerializerContext;
}
