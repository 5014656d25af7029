using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Cli.Tests;

/// <summary>A folder of notebooks made for a test, and where their results go.</summary>
internal sealed class NotebookFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("run-").FullName;

    public string Notebooks => Directory.CreateDirectory(Path.Combine(Root, "notebooks")).FullName;

    public string Output => Path.Combine(Root, "out");

    public string Book => Path.Combine(Root, "book");

    public string[] Run(params string[] more) => ["run", "--output", Output, "--html", Book, .. more];

    public string Add(string name, params string[] cells) => AddText(name, Json(cells));

    public string AddText(string name, string text)
    {
        var path = Path.Combine(Notebooks, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public static string Json(params string[] cells) => JsonSerializer.Serialize(new
    {
        cells = cells.Select((source, i) => new
        {
            cell_type = "code",
            execution_count = (int?)null,
            id = $"c{i}",
            metadata = new { },
            outputs = Array.Empty<object>(),
            source,
        }),
        metadata = new { kernelspec = new { display_name = ".NET (C#)", language = "C#", name = ".net-csharp" } },
        nbformat = 4,
        nbformat_minor = 5,
    });

    public JsonNode Executed(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Output, name)))!;

    /// <summary>All text of a cell's outputs, of every kind.</summary>
    public string OutputOf(string name, int cell) => Executed(name)["cells"]![cell - 1]!["outputs"]!.ToJsonString(
        new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
