using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>The options that a question offers, beside the list of them in the text above it.</summary>
internal static class OfferedOptions
{
    private static readonly HtmlParser Parser = new();

    /// <summary>The text without a list that says the same as the options of the question below it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="question">What the cell that asks has shown.</param>
    public static TextPart Without(TextPart text, IReadOnlyList<OutputPart> question)
    {
        var asked = question.First(output => output.Role == OutputRole.Question).Content;
        var offered = Said(Parser.ParseDocument(asked).QuerySelectorAll(".prediction label:has(input[value])"));
        using var document = Parser.ParseDocument("");
        document.Body!.InnerHtml = text.Text.Html;
        var list = document.QuerySelectorAll("ul").FirstOrDefault(each => Said(each.Children).SequenceEqual(offered));
        if (offered.Count == 0 || list is null) return text;
        list.Remove();
        return text with { Text = text.Text with { Html = document.Body.InnerHtml } };
    }

    private static List<string> Said(IEnumerable<IElement> elements) =>
        [.. elements.Select(element => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
