using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>
/// Reads the markup that cells of one page showed. A view of the library is known by the class of its frame; its style sheets
/// stand once in a page, and a verdict loses its own fold, because the page folds it together with what speaks of it.
/// </summary>
internal sealed class MarkupReader(CodeReader code)
{
    private const string Frame = "echo-notebooks";

    private const int MostElements = 100_000;

    /// <summary>A longer program is folded.</summary>
    private const int MostLines = 12;

    private readonly HashSet<string> sheets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> labels = new(StringComparer.Ordinal);
    private int figures;

    /// <summary>Reads HTML or SVG of the notebook's code.</summary>
    public OutputPart Read(string markup)
    {
        // What is not a view of the library may be nested so deep that reading it costs more than it is worth.
        var isView = markup.StartsWith("<div", StringComparison.Ordinal)
            && markup.AsSpan(0, Math.Min(markup.Length, 80)).Contains(Frame, StringComparison.Ordinal);
        // The page's policy stops all but this: an element that sends the page's reader elsewhere.
        var refreshes = markup.Contains("<meta", StringComparison.OrdinalIgnoreCase);
        if (!isView && !refreshes) return new OutputPart(OutputForm.Markup, markup);
        using var document = Parse(markup);
        // What its author did not foresee is shown as it is, so that it costs no other output its page.
        if (document is null) return new OutputPart(OutputForm.Plain, markup);
        var body = document.Body!;
        foreach (var element in body.QuerySelectorAll("meta,.untrusted")) element.Remove();
        if (!isView) return new OutputPart(OutputForm.Markup, body.InnerHtml);
        foreach (var sheet in body.QuerySelectorAll("style"))
            if (!sheets.Add(sheet.TextContent)) sheet.Remove();
        foreach (var region in body.QuerySelectorAll("[role=region][aria-label]")) Distinguish(region);
        foreach (var listing in body.QuerySelectorAll("table.listing")) Colour(listing);
        foreach (var program in body.QuerySelectorAll("pre[data-language]")) Number(program);
        // A step stands in a section of the page; where the view stands alone, its page's title is all that is above.
        foreach (var step in body.QuerySelectorAll(".tl-step h4")) step.SetAttribute("aria-level", "3");
        foreach (var question in body.QuerySelectorAll("fieldset.prediction")) AddField(question);
        // On a phone it scrolls, which keys must be able to do.
        foreach (var text in body.QuerySelectorAll("pre:not([tabindex])")) text.SetAttribute("tabindex", "0");
        var role = RoleOf(body);
        var pictures = body.QuerySelectorAll("svg[role=img]");
        var caption = pictures.Length == 1 ? $"그림 {++figures}. {pictures[0].GetAttribute("aria-label")}" : null;
        return new OutputPart(OutputForm.Markup, body.InnerHtml, role, caption);
    }

    /// <summary>The markup in the body of a document; null where it has too many elements.</summary>
    private static IHtmlDocument? Parse(string markup)
    {
        try
        {
            return new HtmlParser(BoundedMarkup.Options(MostElements)).ParseDocument("<body>" + markup);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>A reader who jumps from region to region must be able to tell them apart: the second of a name gets a number.</summary>
    private void Distinguish(IElement region)
    {
        var label = region.GetAttribute("aria-label")!;
        var count = labels[label] = labels.GetValueOrDefault(label) + 1;
        if (count > 1) region.SetAttribute("aria-label", $"{label} ({count})");
    }

    /// <summary>Colours a listing, whose language its file's name tells.</summary>
    private void Colour(IElement listing)
    {
        var language = Path.GetExtension(listing.GetAttribute("aria-label")) switch
        {
            ".c" => "c",
            ".py" => "python",
            ".cs" => CellLanguage.CSharp,
            _ => null,
        };
        if (language is null) return;
        var cells = listing.QuerySelectorAll("td.code").ToList();
        var lines = code.Lines(language, string.Join('\n', cells.Select(cell => cell.TextContent)));
        if (lines.Count != cells.Count) return;
        foreach (var (cell, line) in cells.Zip(lines).Where(pair => pair.First.ChildElementCount == 0))
            cell.InnerHtml = CodeWriter.ToHtml(html => CodeWriter.Write(html, line));
    }

    /// <summary>Colours a program, a line each as in a cell's source, and folds it: a reader looks for the task first.</summary>
    private void Number(IElement program)
    {
        var lines = code.Lines(program.GetAttribute("data-language")!, program.TextContent.TrimEnd('\n'));
        program.InnerHtml = CodeWriter.ToHtml(html => CodeWriter.WriteLines(html, lines));
        if (lines.Count <= MostLines) return;
        var (fold, summary) = (program.Owner!.CreateElement("details"), program.Owner.CreateElement("summary"));
        fold.ClassName = "whole-listing";
        summary.TextContent = $"{program.GetAttribute("aria-label") ?? "프로그램"} ({lines.Count}줄)";
        program.Replace(fold);
        fold.Append(summary, program);
    }

    /// <summary>A question that offers nothing to choose is answered in a field: with a number, or with letters in their order.</summary>
    private static void AddField(IElement question)
    {
        if (question.QuerySelector("input") is { } given)
        {
            if (given.GetAttribute("type") == "checkbox") AddButton(question);
            return;
        }
        var field = question.Owner!.CreateElement("input");
        field.SetAttribute("type", "text");
        field.SetAttribute("autocomplete", "off");
        if (question.QuerySelector("label") is null) field.SetAttribute("inputmode", "numeric");
        var label = question.Owner!.CreateElement("label");
        label.ClassName = "answer";
        label.TextContent = "내 답: ";
        label.Append(field);
        question.Append(label);
        AddButton(question);
    }

    /// <summary>The button that says that this is the answer; one option says so by itself.</summary>
    private static void AddButton(IElement question)
    {
        var button = question.Owner!.CreateElement("button");
        button.SetAttribute("type", "button");
        button.ClassName = "answer";
        button.TextContent = "커널의 답 보기";
        question.Append(button);
    }

    private static OutputRole RoleOf(IElement body)
    {
        if (body.QuerySelector("fieldset.prediction") is not null) return OutputRole.Question;
        if (body.QuerySelector("details.verdict") is not { } verdict) return OutputRole.None;
        var isAnswered = verdict.HasAttribute("open");
        var unfolded = verdict.Owner!.CreateElement("div");
        unfolded.ClassName = verdict.ClassName;
        if (verdict.QuerySelector("summary") is { } summary)
        {
            // Unanswered, it only tells the reader to unfold it.
            if (isAnswered)
            {
                var heading = verdict.Owner!.CreateElement("p");
                heading.ClassName = "heading";
                heading.Append([.. summary.ChildNodes]);
                summary.Before(heading);
            }
            summary.Remove();
        }
        unfolded.Append([.. verdict.ChildNodes]);
        verdict.Replace(unfolded);
        return isAnswered ? OutputRole.AnsweredVerdict : OutputRole.Verdict;
    }
}
