using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Documents;

/// <summary>A code cell's language and its text without the line that named it.</summary>
/// <param name="Name"><c>csharp</c>, <c>markdown</c>, <c>html</c>, or the unknown name as it was written.</param>
/// <param name="Code">The text to run; a leading <c>#!name</c> line is blank in it, so that line numbers hold.</param>
public sealed record CellLanguage(string Name, string Code)
{
    /// <summary>C#.</summary>
    public const string CSharp = "csharp";

    /// <summary>Markdown, shown as it is.</summary>
    public const string Markdown = "markdown";

    /// <summary>HTML, shown as it is.</summary>
    public const string Html = "html";

    /// <summary>
    /// The order that .NET Interactive has: the cell's first line <c>#!name</c>, <c>polyglot_notebook.kernelName</c>,
    /// <c>dotnet_interactive.language</c>, then the notebook's default; C# where nothing is said at all.
    /// </summary>
    public static CellLanguage Of(Cell cell, Notebook notebook)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(notebook);
        return Of(cell.Source, cell.Metadata, notebook.Metadata);
    }

    /// <summary>The same for a cell of which a front end sent only its text and, perhaps, what it says about it.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="cellMetadata">The cell's metadata.</param>
    /// <param name="notebookMetadata">The notebook's metadata.</param>
    public static CellLanguage Of(string source, JsonObject cellMetadata, JsonObject notebookMetadata)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(cellMetadata);
        ArgumentNullException.ThrowIfNull(notebookMetadata);
        var (marked, code) = FirstLine(source);
        var name = marked
            ?? Text(cellMetadata, "polyglot_notebook", "kernelName")
            ?? Text(cellMetadata, "dotnet_interactive", "language")
            ?? Text(cellMetadata, "vscode", "languageId")
            ?? Default(notebookMetadata);
        return new CellLanguage(Normal(name), code);
    }

    private static (string? Name, string Code) FirstLine(string source)
    {
        var start = 0;
        while (start < source.Length && char.IsWhiteSpace(source[start])) start++;
        if (!source.AsSpan(start).StartsWith("#!")) return (null, source);
        var end = source.IndexOf('\n', start);
        if (end < 0) end = source.Length;
        var words = source[(start + 2)..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? (null, source) : (words[0], source[..start] + source[end..]);
    }

    private static string Default(JsonObject metadata) =>
        Text(metadata, "kernelInfo", "defaultKernelName")
        ?? Text(metadata, "polyglot_notebook", "kernelInfo", "defaultKernelName")
        ?? Text(metadata, "kernelspec", "language")
        ?? Text(metadata, "kernelspec", "name")?.Replace(".net-", "", StringComparison.Ordinal)
        ?? Text(metadata, "language_info", "name")
        ?? CSharp;

    private static string Normal(string name) => name.ToLowerInvariant() switch
    {
        "csharp" or "c#" or "polyglot-notebook" => CSharp,
        "markdown" or "md" => Markdown,
        "html" => Html,
        _ => name,
    };

    private static string? Text(JsonNode? node, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys) node = (node as JsonObject)?[key];
        return node is JsonValue or JsonArray ? MultilineText.Join(node) : null;
    }
}
