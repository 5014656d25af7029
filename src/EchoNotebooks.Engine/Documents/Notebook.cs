using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Files;

namespace EchoNotebooks.Engine.Documents;

/// <summary>
/// A notebook over the JSON it was read from: what this code does not know (metadata, attachments, further
/// keys, the order of keys) stays as it is. nbformat 4.0 to 4.x is read, 4.5 or later is written.
/// </summary>
/// <remarks>Format: https://nbformat.readthedocs.io/en/latest/format_description.html</remarks>
public sealed class Notebook
{
    private const int Major = 4;
    private const int FirstMinorWithIds = 5;

    // As Jupyter writes: one space a level, a final line feed, letters of every script as they are.
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        IndentCharacter = ' ',
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 256,
    };

    private readonly JsonObject root;

    private Notebook(JsonObject root, string path)
    {
        this.root = root;
        Path = path;
        Cells = ReadCells(root, path);
        GiveIds();
    }

    /// <summary>The file it came from, as it was asked for.</summary>
    public string Path { get; }

    /// <summary>The full path of the folder that it lies in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>All cells in the document's order.</summary>
    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>The notebook's metadata; an empty object where there was none.</summary>
    public JsonObject Metadata => (root["metadata"] as JsonObject) ?? (JsonObject)(root["metadata"] = new JsonObject());

    /// <summary>Reads a notebook by its ending: <c>.ipynb</c> or <c>.dib</c>.</summary>
    /// <exception cref="NotebookException">It is missing, unreadable, of another kind or broken.</exception>
    public static Notebook Load(string path)
    {
        var kind = System.IO.Path.GetExtension(path);
        if (kind is not (".ipynb" or ".dib"))
            throw new NotebookException(path, "노트북이 아니다. 이름이 .ipynb나 .dib로 끝나는 파일을 준다.");
        var text = ReadText(path);
        return kind == ".dib" ? DibReader.Parse(text, path) : Parse(text, path);
    }

    /// <summary>Reads the text of an <c>.ipynb</c>.</summary>
    /// <param name="json">The file's whole text.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <exception cref="NotebookException">It is no notebook, or one of another format.</exception>
    public static Notebook Parse(string json, string path)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 256, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new NotebookException(path, $"깨진 노트북이다. {JsonPlace.Of(e)} JSON으로 읽을 수 없다. "
                + "파일의 뒷부분이 잘리지 않았는지 보고, 저장소의 파일이면 `git checkout`으로 되돌린다.", e);
        }
        if (node is not JsonObject root || root["cells"] is null && root["nbformat"] is null)
            throw new NotebookException(path, "JSON이지만 노트북이 아니다. 맨 바깥에 \"nbformat\"과 \"cells\"가 있어야 한다.");
        if (Integer(root["nbformat"]) is not { } major)
            throw new NotebookException(path, "노트북의 판(nbformat)이 적혀 있지 않거나 수가 아니다.");
        if (major != Major)
        {
            throw new NotebookException(path, $"nbformat {major} 노트북이다. 여기서는 4.x만 읽는다. "
                + "Jupyter에서 한 번 열어 저장하거나 `jupyter nbconvert --to notebook`으로 바꾼다.");
        }
        if (root["nbformat_minor"] is { } minor && Integer(minor) is null)
            throw new NotebookException(path, "nbformat_minor가 수가 아니다.");
        return new Notebook(root, path);
    }

    /// <summary>A notebook that was made here, not read from JSON.</summary>
    internal static Notebook Create(string path, JsonObject metadata, IEnumerable<JsonObject> cells) => new(new JsonObject
    {
        ["cells"] = new JsonArray([.. cells]),
        ["metadata"] = metadata,
        ["nbformat"] = Major,
        ["nbformat_minor"] = FirstMinorWithIds,
    }, path);

    /// <summary>The notebook as the text of an <c>.ipynb</c>, with a final line feed.</summary>
    public string ToJson() => JsonEscapes.AsJupyterWritesThem(root.ToJsonString(Layout)) + "\n";

    /// <summary>Writes the notebook; a reader never sees half of it.</summary>
    /// <exception cref="IOException">It cannot be written, for one because the disk is full; what was there before stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path) => StagedFiles.WriteText(path, ToJson());

    private static string ReadText(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new NotebookException(path, "파일이 아니라 폴더다.");
            return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException e)
        {
            throw new NotebookException(path, "깨진 노트북이다. UTF-8로 된 글이 아니다.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotebookException(path, "그런 파일이 없다. 경로를 확인한다.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new NotebookException(path, "읽을 권한이 없다. `ls -l`로 권한을 확인한다.", e);
        }
        catch (IOException e)
        {
            throw new NotebookException(path, $"읽을 수 없다: {e.Message}", e);
        }
    }

    private static List<Cell> ReadCells(JsonObject root, string path)
    {
        if (root["cells"] is not JsonArray array) throw new NotebookException(path, "깨진 노트북이다. \"cells\"가 배열이 아니다.");
        var cells = new List<Cell>();
        var codeCells = 0;
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is not JsonObject json) throw new NotebookException(path, $"깨진 노트북이다. {i + 1}번째 셀이 객체가 아니다.");
            if (MultilineText.Join(json["cell_type"]) is not { } type)
                throw new NotebookException(path, $"깨진 노트북이다. {i + 1}번째 셀에 cell_type이 없다.");
            if (type is "code" or "markdown" or "raw" && MultilineText.Join(json["source"]) is null)
                throw new NotebookException(path, $"깨진 노트북이다. {i + 1}번째 셀의 source가 글이 아니다.");
            cells.Add(new Cell(json, type, type == "code" ? ++codeCells : 0));
        }
        return cells;
    }

    /// <summary>Cell ids came with 4.5: older notebooks get them here, by position, so that two readings agree.</summary>
    private void GiveIds()
    {
        if (Integer(root["nbformat_minor"]) is not >= FirstMinorWithIds) root["nbformat_minor"] = FirstMinorWithIds;
        var taken = Cells.Select(cell => cell.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < Cells.Count; i++)
        {
            if (Cells[i].Id is not null) continue;
            var id = $"cell-{i + 1}";
            while (!taken.Add(id)) id += "x";
            Cells[i].SetId(id);
        }
    }

    private static int? Integer(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue<int>(out var value) ? value : null;
}
