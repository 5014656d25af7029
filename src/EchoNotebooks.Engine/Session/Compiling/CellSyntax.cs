using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EchoNotebooks.Engine.Session;

/// <summary>The text of a cell as syntax, without running it.</summary>
public static class CellSyntax
{
    /// <summary>Parses it as the kernel does.</summary>
    /// <param name="text">The cell's text.</param>
    /// <returns>The tree; null where the text is nested too deeply to be followed without overflowing the stack.</returns>
    public static SyntaxTree? TryParse(string text)
    {
        if (NestingDepth.IsTooDeep(text)) return null;
        var tree = CSharpSyntaxTree.ParseText(text, SubmissionCompiler.ParseOptions);
        return NestingDepth.IsTooDeep(tree, CancellationToken.None) ? null : tree;
    }
}
