using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>One output of a cell as HTML: the richest of its forms that a page without scripts can show.</summary>
internal sealed class OutputRenderer(MarkupWriter html, MarkdownText markdown)
{
    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Render(JsonObject output)
    {
        switch (MultilineText.Join(output["output_type"]))
        {
            case "stream":
                var name = MultilineText.Join(output["name"]) == "stderr" ? "stderr" : "stdout";
                Pre($"stream {name}", MultilineText.Join(output["text"]) ?? "");
                break;
            case "error":
                Pre("error", string.Join('\n', (output["traceback"] as JsonArray)?.Select(MultilineText.Join) ?? []));
                break;
            default:
                if (output["data"] is JsonObject data) Data(data);
                break;
        }
    }

    private void Data(JsonObject data)
    {
        if ((Form("text/html") ?? Form("image/svg+xml")) is { } markup) Box("rich", () => html.Raw(WithoutRefresh(markup)));
        else if (Pictures.FirstOrDefault(type => Form(type) is not null) is { } type) Box("rich", () => Picture(type, Form(type)!));
        else if (Form("text/markdown") is { } text) Box("text", () => html.Raw(markdown.ToHtml(text)));
        else if (Form("text/plain") is { } plain) Pre("plain", plain);
        else if (data.FirstOrDefault() is { Key: { } key, Value: { } value }) Pre("plain", $"{key}\n{value.ToJsonString(Indented)}");

        string? Form(string type) => MultilineText.Join(data[type]);
    }

    /// <summary>The page's policy stops all but this: an element that sends the page's reader elsewhere.</summary>
    private static string WithoutRefresh(string markup)
    {
        if (!markup.Contains("<meta", StringComparison.OrdinalIgnoreCase)) return markup;
        using var document = new HtmlParser().ParseDocument("<body>" + markup);
        foreach (var element in document.QuerySelectorAll("meta").ToList()) element.Remove();
        return document.Body!.InnerHtml;
    }

    private void Picture(string type, string base64)
    {
        var compact = string.Concat(base64.Where(c => !char.IsWhiteSpace(c)));
        html.Void("img", ("src", $"data:{type};base64,{compact}"), ("alt", "셀의 출력 그림"));
    }

    // Focusable, because a box that scrolls must be reachable without a mouse.
    private void Box(string kind, Action content)
    {
        using (html.Element("div", ("class", $"output {kind}"), ("tabindex", "0"))) content();
        html.Line();
    }

    private void Pre(string kind, string text)
    {
        html.Leaf("pre", AnsiText.Strip(text), ("class", $"output {kind}"), ("tabindex", "0"));
        html.Line();
    }
}
