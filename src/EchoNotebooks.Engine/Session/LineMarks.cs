using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Notes which statement of the cell began last, by a store before each: no other way tells where code hangs that
/// sits in an await or in native code. Statements of functions are left alone, they may run on any thread. No line
/// moves.
/// </summary>
internal sealed class LineMarks : CSharpSyntaxRewriter
{
    private static readonly string Target = $"global::{typeof(CellLine).FullName}.{nameof(CellLine.Now)}";
    private readonly SyntaxTree tree;

    private LineMarks(SyntaxTree tree) => this.tree = tree;

    public static SyntaxTree Add(SyntaxTree tree, CancellationToken cancellation) =>
        tree.WithRootAndOptions(new LineMarks(tree).Visit(tree.GetRoot(cancellation)), tree.Options);

    public override SyntaxNode? VisitCompilationUnit(CompilationUnitSyntax node)
    {
        var members = new List<MemberDeclarationSyntax>();
        foreach (var member in node.Members)
        {
            var visited = member is GlobalStatementSyntax ? (MemberDeclarationSyntax)Visit(member)! : member;
            if (member is GlobalStatementSyntax or FieldDeclarationSyntax)
            {
                members.Add(SyntaxFactory.GlobalStatement(Mark(member)).WithLeadingTrivia(member.GetLeadingTrivia()));
                visited = visited.WithoutLeadingTrivia();
            }
            members.Add(visited);
        }
        return node.WithMembers(SyntaxFactory.List(members));
    }

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var statements = new List<StatementSyntax>();
        foreach (var statement in node.Statements)
        {
            statements.Add(Mark(statement).WithLeadingTrivia(statement.GetLeadingTrivia()));
            statements.Add(((StatementSyntax)Visit(statement)!).WithoutLeadingTrivia());
        }
        return node.WithStatements(SyntaxFactory.List(statements));
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) => node;

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => node;

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => node;

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) => node;

    private StatementSyntax Mark(SyntaxNode node)
    {
        var line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
        return SyntaxFactory.ParseStatement($"{Target}={line};", options: (CSharpParseOptions)tree.Options);
    }
}
