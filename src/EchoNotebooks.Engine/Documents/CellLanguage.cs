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
        var (marked, code) = FirstLine(cell.Source);
        var name = marked
            ?? Text(cell.Metadata, "polyglot_notebook", "kernelName")
            ?? Text(cell.Metadata, "dotnet_interactive", "language")
            ?? Default(notebook.Metadata);
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
        return MultilineText.Join(node);
    }
}
