using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>Reads the outputs of one page's cells.</summary>
internal sealed class OutputReader(MarkdownText markdown, CodeReader code)
{
    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly MarkupReader markups = new(code);

    /// <summary>An output as nbformat has it; null where there is nothing to show.</summary>
    public OutputPart? Read(JsonObject output)
    {
        switch (MultilineText.Join(output["output_type"]))
        {
            case "stream":
                var form = MultilineText.Join(output["name"]) == "stderr" ? OutputForm.Stderr : OutputForm.Stdout;
                return new OutputPart(form, AnsiText.Strip(MultilineText.Join(output["text"]) ?? ""));
            case "error":
                var lines = (output["traceback"] as JsonArray)?.Select(MultilineText.Join) ?? [];
                return new OutputPart(OutputForm.Error, AnsiText.Strip(string.Join('\n', lines)));
            default:
                return output["data"] is JsonObject data ? Value(data) : null;
        }
    }

    private OutputPart? Value(JsonObject data)
    {
        if ((Form("text/html") ?? Form("image/svg+xml")) is { } markup) return markups.Read(markup);
        if (Pictures.FirstOrDefault(type => Form(type) is not null) is { } type)
            return new OutputPart(OutputForm.Picture, $"data:{type};base64,{string.Concat(Form(type)!.Where(c => !char.IsWhiteSpace(c)))}");
        if (Form("text/markdown") is { } text) return new OutputPart(OutputForm.Markdown, markdown.ToHtml(text).Html);
        if (Form("text/plain") is { } plain) return new OutputPart(OutputForm.Plain, AnsiText.Strip(plain));
        return data.FirstOrDefault() is { Key: { } key, Value: { } value }
            ? new OutputPart(OutputForm.Plain, AnsiText.Strip($"{key}\n{value.ToJsonString(Indented)}"))
            : null;

        string? Form(string type) => MultilineText.Join(data[type]);
    }
}
