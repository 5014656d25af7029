using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// How deeply a text is nested. The compiler's parser follows some of them without looking at its stack,
/// and a stack that overflows ends the process.
/// </summary>
internal static class NestingDepth
{
    private const int Deepest = 500;
    private const int DeepestTree = 5_000;

    /// <summary>Whether a tree, which the parser survived, is deeper than what comes after the parser can walk.</summary>
    public static bool IsTooDeep(SyntaxTree tree, CancellationToken cancellation)
    {
        if (tree.Length <= DeepestTree) return false;
        var open = new Stack<(SyntaxNode Node, int Depth)>([(tree.GetRoot(cancellation), 0)]);
        while (open.TryPop(out var next))
        {
            if (next.Depth > DeepestTree) return true;
            foreach (var child in next.Node.ChildNodes()) open.Push((child, next.Depth + 1));
        }
        return false;
    }

    /// <summary>Whether the text is nested more deeply than people write by hand.</summary>
    public static bool IsTooDeep(string text)
    {
        if (text.Length <= Deepest) return false;
        var depth = 0;
        var repeated = 0;
        var before = SyntaxKind.None;
        foreach (var token in SyntaxFactory.ParseTokens(text, options: SubmissionCompiler.ParseOptions))
        {
            depth += token.Kind() switch
            {
                SyntaxKind.OpenParenToken or SyntaxKind.OpenBraceToken or SyntaxKind.OpenBracketToken or SyntaxKind.LessThanToken => 1,
                SyntaxKind.CloseParenToken or SyntaxKind.CloseBraceToken => -1,
                SyntaxKind.CloseBracketToken or SyntaxKind.GreaterThanToken => -1,
                _ => 0,
            };
            // !!!!x: each operator holds what follows it.
            var separates = token.Kind() is SyntaxKind.CommaToken or SyntaxKind.SemicolonToken;
            repeated = token.IsKind(before) && !separates ? repeated + 1 : 0;
            before = token.Kind();
            if (depth > Deepest || repeated > Deepest) return true;
            // A comparison looks like a bracket that is never opened.
            if (depth < 0) depth = 0;
        }
        return false;
    }
}
