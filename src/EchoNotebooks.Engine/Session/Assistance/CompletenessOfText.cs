using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EchoNotebooks.Engine.Session.Assistance;

/// <summary>Asks the compiler whether a text is complete.</summary>
internal static class CompletenessOfText
{
    public static Completeness Of(string code, CancellationToken cancellation)
    {
        if (NestingDepth.IsTooDeep(code)) return Completeness.Invalid;
        var tree = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions, cancellationToken: cancellation);
        var errors = tree.GetDiagnostics(cancellation)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.Location.SourceSpan)
            .ToList();
        if (SyntaxFactory.IsCompleteSubmission(tree)) return errors.Count > 0 ? Completeness.Invalid : Completeness.Complete;
        // No further line mends an error before the last word.
        var words = tree.GetRoot(cancellation).DescendantTokens().Where(token => token.Span.Length > 0);
        var last = words.Select(token => token.SpanStart).LastOrDefault(-1);
        return errors.Exists(error => error.Start < last) ? Completeness.Invalid : Completeness.Incomplete;
    }
}
