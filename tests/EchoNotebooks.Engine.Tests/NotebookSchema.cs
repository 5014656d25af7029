using System.Text.Json.Nodes;
using NJsonSchema;

namespace EchoNotebooks.Engine.Tests;

/// <summary>Jupyter's own schema (Schema/README.md).</summary>
internal static class NotebookSchema
{
    private static readonly Lazy<Task<JsonSchema>> Schema = new(ReadAsync);

    public static async Task<IReadOnlyList<string>> ErrorsAsync(string json) =>
        [.. (await Schema.Value).Validate(json).Select(error => error.ToString())];

    public static async Task CheckAsync(string json) => Assert.Empty(await ErrorsAsync(json));

    /// <summary>The validator finds no definition within a definition: those under misc are raised by one level.</summary>
    private static Task<JsonSchema> ReadAsync()
    {
        var text = File.ReadAllText(Path.Combine(TestFiles.Folder, "Schema", "nbformat.v4.5.schema.json"));
        var root = JsonNode.Parse(text.Replace("#/definitions/misc/", "#/definitions/misc_", StringComparison.Ordinal))!;
        var definitions = root["definitions"]!.AsObject();
        foreach (var (name, definition) in definitions["misc"]!.AsObject()) definitions[$"misc_{name}"] = definition!.DeepClone();
        definitions.Remove("misc");
        return JsonSchema.FromJsonAsync(root.ToJsonString(), TestContext.Current.CancellationToken);
    }
}
