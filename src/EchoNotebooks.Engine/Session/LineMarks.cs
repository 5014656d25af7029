using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Notes which top-level statement of the cell began last, by a store before each: no other way tells where code
/// hangs that sits in an await or in native code. No line moves.
/// </summary>
internal static class LineMarks
{
    private static readonly string Target = $"global::{typeof(CellLine).FullName}.{nameof(CellLine.Now)}";

    public static SyntaxTree Add(SyntaxTree tree, CancellationToken cancellation)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot(cancellation);
        var members = new List<MemberDeclarationSyntax>();
        foreach (var member in root.Members)
        {
            if (member is GlobalStatementSyntax or FieldDeclarationSyntax && !member.ContainsDirectives)
            {
                var line = tree.GetLineSpan(member.Span, cancellation).StartLinePosition.Line + 1;
                var mark = SyntaxFactory.ParseStatement($"{Target}={line};", options: (CSharpParseOptions)tree.Options);
                members.Add(SyntaxFactory.GlobalStatement(mark).WithLeadingTrivia(member.GetLeadingTrivia()));
                members.Add(member.WithoutLeadingTrivia());
            }
            else
            {
                members.Add(member);
            }
        }
        return tree.WithRootAndOptions(root.WithMembers(SyntaxFactory.List(members)), tree.Options);
    }
}
