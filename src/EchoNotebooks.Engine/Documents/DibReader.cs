using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Documents;

/// <summary>
/// Reads <c>.dib</c>: plain text in which a line <c>#!name</c> begins a cell of that language and <c>#!meta</c> is
/// followed by JSON about the whole notebook. A line with another <c>#!word</c> belongs to the cell it stands in.
/// </summary>
internal static class DibReader
{
    private static readonly HashSet<string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        "csharp", "c#", "fsharp", "f#", "pwsh", "powershell", "javascript", "js", "html", "markdown", "md",
        "mermaid", "sql", "kql", "http", "python", "r", "value", "meta",
    };

    /// <summary>Whether a name is that of a language of a cell, ours or not.</summary>
    public static bool IsLanguage(string name) => Languages.Contains(name);

    public static Notebook Parse(string text, string path)
    {
        var metadata = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" },
            ["language_info"] = new JsonObject { ["name"] = "C#" },
        };
        var cells = new List<JsonObject>();
        var language = CellLanguage.CSharp;
        var lines = new List<string>();

        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (Marker(line) is not { } next)
            {
                lines.Add(line);
                continue;
            }
            EndCell();
            language = next;
        }
        EndCell();
        return Notebook.Create(path, metadata, cells);

        void EndCell()
        {
            var source = string.Join('\n', lines).Trim('\n');
            lines.Clear();
            if (language == "meta") language = ReadMeta(source);
            else if (source.Trim().Length > 0) cells.Add(ToCell(language, source));
        }

        string ReadMeta(string json)
        {
            try
            {
                var meta = json.Trim().Length == 0 ? null : JsonNode.Parse(json) as JsonObject;
                if (meta is not null) metadata["polyglot_notebook"] = meta;
                return MultilineText.Join((meta?["kernelInfo"] as JsonObject)?["defaultKernelName"]) ?? CellLanguage.CSharp;
            }
            catch (JsonException e)
            {
                throw new NotebookException(path, $"#!meta 아래의 글을 그 {JsonPlace.Of(e)} JSON으로 읽을 수 없다.", e);
            }
        }
    }

    private static string? Marker(string line)
    {
        if (!line.StartsWith("#!", StringComparison.Ordinal)) return null;
        var name = line[2..].Trim();
        return Languages.Contains(name) ? name : null;
    }

    private static JsonObject ToCell(string language, string source)
    {
        if (language.ToLowerInvariant() is "markdown" or "md")
            return new JsonObject { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = MultilineText.Split(source) };
        return new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject
            {
                ["dotnet_interactive"] = new JsonObject { ["language"] = language },
                ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language },
            },
            ["outputs"] = new JsonArray(),
            ["source"] = MultilineText.Split(source),
        };
    }
}
