using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.QuickInfo;
using Microsoft.CodeAnalysis.Tags;

namespace EchoNotebooks.Engine.Session.Assistance;

/// <summary>Completion, hover and signature help over the cells of a session. One caller at a time.</summary>
internal sealed class CodeAssistant(SubmissionCompiler compiler)
{
    private readonly ScriptWorkspace workspace = new(compiler);

    /// <summary>What fits the word that is being written at a position.</summary>
    public async Task<Suggestions> CompleteAsync(string code, int position, CancellationToken cancellation)
    {
        var document = workspace.DocumentOf(code);
        if (CompletionService.GetService(document) is not { } service) return new Suggestions(position, position, []);
        var list = await service.GetCompletionsAsync(document, position, cancellationToken: cancellation).ConfigureAwait(false);
        if (list.ItemsList.Count == 0) return new Suggestions(position, position, []);
        var start = Math.Min(list.Span.Start, position);
        var typed = code[start..position];
        var items = list.ItemsList
            // Snippets and overrides do more than write their name: the name alone would be wrong.
            .Where(item => !item.IsComplexTextEdit && item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(item => item.FilterText.StartsWith(typed, StringComparison.Ordinal))
            .ThenBy(Remoteness)
            .ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase)
            .Select(item => new Suggestion(TextOf(item), KindOf(item)))
            .DistinctBy(item => item.Text)
            .ToList();
        return new Suggestions(start, Math.Max(list.Span.End, position), items);
    }

    /// <summary>
    /// The description of the symbol at a position, or of the call whose arguments are being written there; null if there
    /// is none.
    /// </summary>
    public async Task<string?> InspectAsync(string code, int position, CancellationToken cancellation)
    {
        var document = workspace.DocumentOf(code);
        if (QuickInfoService.GetService(document) is { } service)
        {
            foreach (var place in (int[])[position, position - 1])
            {
                if (place < 0 || place > code.Length) continue;
                var info = await service.GetQuickInfoAsync(document, place, cancellation).ConfigureAwait(false);
                if (info is not { Sections.IsEmpty: false }) continue;
                return string.Join('\n', info.Sections.Select(section => section.Text).Where(text => text.Length > 0));
            }
        }
        return await Signatures.AtAsync(document, position, cancellation).ConfigureAwait(false);
    }

    private static string TextOf(CompletionItem item) =>
        item.Properties.TryGetValue("InsertionText", out var text) ? text : item.DisplayText;

    /// <summary>A type's own members come first, then extensions of it, then what every object has.</summary>
    private static int Remoteness(CompletionItem item) => item switch
    {
        _ when item.DisplayText is nameof(Equals) or nameof(GetHashCode) or nameof(GetType) or nameof(ToString) => 2,
        { Tags: [WellKnownTags.ExtensionMethod, ..] } => 1,
        _ => 0,
    };

    // The kinds that VS Code has icons for, in its words. It shows what it calls a method as mere text.
    private static string KindOf(CompletionItem item) => item.Tags is not [var tag, ..] ? "" : tag switch
    {
        WellKnownTags.Method or WellKnownTags.ExtensionMethod => "function",
        WellKnownTags.Local or WellKnownTags.Parameter or WellKnownTags.RangeVariable => "variable",
        WellKnownTags.Structure => "struct",
        WellKnownTags.Delegate => "class",
        WellKnownTags.Namespace => "module",
        WellKnownTags.EnumMember => "enumMember",
        WellKnownTags.TypeParameter => "typeParameter",
        _ => tag.ToLowerInvariant(),
    };
}
