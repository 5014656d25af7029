using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EchoNotebooks.Engine.Session.Assistance;

/// <summary>Whether a text could be run as it stands, or wants to go on in the next line.</summary>
internal enum Completeness
{
    Complete,
    Incomplete,
    Invalid,
}

internal static class CompletenessOfText
{
    public static Completeness Of(string code, CancellationToken cancellation)
    {
        if (Nesting.IsTooDeep(code)) return Completeness.Invalid;
        var tree = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions, cancellationToken: cancellation);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return Completeness.Incomplete;
        return tree.GetDiagnostics(cancellation).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) ? Completeness.Invalid : Completeness.Complete;
    }
}
