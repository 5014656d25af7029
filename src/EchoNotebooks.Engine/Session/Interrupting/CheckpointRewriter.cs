using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Writes checkpoints into a cell, without moving a line. One stands before each statement of the cell's own (not of
/// functions, which may run on any thread) and notes its line: no other way tells where code hangs that sits in an await
/// or in native code. Each of these, and one at the beginning of every loop's body, also asks whether to stop.
/// </summary>
/// <remarks>
/// Why not ControlledExecution or InstrumentationKind.ModuleCancellation, which were made for stopping: measured with
/// .NET 10.0.12 and Roslyn 5.12.0, the first leaves some loops running and ends the process (SIGSEGV, SIGABRT) when it
/// hits framework code, the code of the second ends it as soon as it looks at its token.
/// </remarks>
internal sealed class CheckpointRewriter : CSharpSyntaxRewriter
{
    private static readonly string Target = $"global::{typeof(Checkpoints).FullName}";
    private readonly SyntaxTree tree;
    private readonly int cell;
    private int functions;
    private int cleanUps;

    private CheckpointRewriter(SyntaxTree tree, int cell)
    {
        this.tree = tree;
        this.cell = cell;
    }

    /// <param name="tree">A cell.</param>
    /// <param name="cell">Its number among all that this process compiled.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static SyntaxTree Add(SyntaxTree tree, int cell, CancellationToken cancellation) =>
        tree.WithRootAndOptions(new CheckpointRewriter(tree, cell).Visit(tree.GetRoot(cancellation)), tree.Options);

    public override SyntaxNode? VisitCompilationUnit(CompilationUnitSyntax node)
    {
        var members = new List<MemberDeclarationSyntax>();
        foreach (var member in node.Members)
        {
            var visited = (MemberDeclarationSyntax)(member is GlobalStatementSyntax ? Visit(member) : InFunction(() => Visit(member)))!;
            if (member is GlobalStatementSyntax or FieldDeclarationSyntax)
            {
                members.Add(SyntaxFactory.GlobalStatement(CheckpointBefore(member)).WithLeadingTrivia(member.GetLeadingTrivia()));
                visited = visited.WithoutLeadingTrivia();
            }
            members.Add(visited);
        }
        return node.WithMembers(SyntaxFactory.List(members));
    }

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        if (functions > 0) return base.VisitBlock(node);
        var statements = new List<StatementSyntax>();
        foreach (var statement in node.Statements)
        {
            statements.Add(CheckpointBefore(statement).WithLeadingTrivia(statement.GetLeadingTrivia()));
            statements.Add(((StatementSyntax)Visit(statement)!).WithoutLeadingTrivia());
        }
        return node.WithStatements(SyntaxFactory.List(statements));
    }

    public override SyntaxNode? VisitFinallyClause(FinallyClauseSyntax node)
    {
        cleanUps++;
        var visited = base.VisitFinallyClause(node);
        cleanUps--;
        return visited;
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var visited = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return visited.WithStatement(WithCheckpoint(visited.Statement));
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var visited = (DoStatementSyntax)base.VisitDoStatement(node)!;
        return visited.WithStatement(WithCheckpoint(visited.Statement));
    }

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var visited = (ForStatementSyntax)base.VisitForStatement(node)!;
        return visited.WithStatement(WithCheckpoint(visited.Statement));
    }

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
    {
        var visited = (ForEachStatementSyntax)base.VisitForEachStatement(node)!;
        return visited.WithStatement(WithCheckpoint(visited.Statement));
    }

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        var visited = (ForEachVariableStatementSyntax)base.VisitForEachVariableStatement(node)!;
        return visited.WithStatement(WithCheckpoint(visited.Statement));
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        InFunction(() => base.VisitLocalFunctionStatement(node));

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        InFunction(() => base.VisitSimpleLambdaExpression(node));

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        InFunction(() => base.VisitParenthesizedLambdaExpression(node));

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        InFunction(() => base.VisitAnonymousMethodExpression(node));

    private SyntaxNode? InFunction(Func<SyntaxNode?> visit)
    {
        functions++;
        var visited = visit();
        functions--;
        return visited;
    }

    private BlockSyntax WithCheckpoint(StatementSyntax body)
    {
        var checkpoint = Statement($"{Target}.{nameof(Checkpoints.Loop)}({cell});");
        return body is BlockSyntax block
            ? block.WithStatements(block.Statements.Insert(0, checkpoint))
            : SyntaxFactory.Block(checkpoint, body);
    }

    // A finally clause of a stopped cell puts things in order, and runs to its end.
    private StatementSyntax CheckpointBefore(SyntaxNode node)
    {
        var line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
        return Statement(cleanUps > 0
            ? $"{Target}.{nameof(Checkpoints.Line)}={line};"
            : $"{Target}.{nameof(Checkpoints.Statement)}({cell},{line});");
    }

    private StatementSyntax Statement(string text) => SyntaxFactory.ParseStatement(text, options: (CSharpParseOptions)tree.Options);
}
