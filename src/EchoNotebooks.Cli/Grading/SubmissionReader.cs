using System.Runtime.CompilerServices;
using EchoNotebooks.Engine.Documents;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using CellSyntax = EchoNotebooks.Engine.Session.CellSyntax;

namespace EchoNotebooks.Cli.Grading;

/// <summary>
/// Reads the submissions of a notebook from the text of its cells. No cell runs: what a notebook prints, defines or does changes
/// nothing here. A submission is a text that stands in a cell, in a variable of an earlier one, or is put together from such
/// texts and the text that an exercise gives.
/// </summary>
/// <param name="seed">The seed of the exercises whose given text is used.</param>
internal sealed class SubmissionReader(int seed)
{
    /// <summary>
    /// How many characters all texts together may have that are put together: a text that doubles itself fills any memory.
    /// </summary>
    private long room = 10_000_000;

    /// <summary>What is known of variables: a text, or the name of an exercise.</summary>
    private readonly Dictionary<string, object?> variables = [];

    /// <summary>An exercise that a cell has got.</summary>
    private sealed record Got(string Id);

    /// <summary>The last submission of each exercise that is not blank, in the order of the cells.</summary>
    public static IReadOnlyList<Submission> Read(Notebook notebook, int seed)
    {
        var reader = new SubmissionReader(seed);
        return
        [
            .. notebook.Cells.Where(cell => cell.IsCode).SelectMany(reader.Read)
                .Where(submission => submission.Text is null || !string.IsNullOrWhiteSpace(submission.Text))
                .GroupBy(submission => submission.Exercise).Select(group => group.Last()),
        ];
    }

    private List<Submission> Read(Cell cell)
    {
        var found = new List<Submission>();
        foreach (var node in CellSyntax.TryParse(cell.Source)?.GetRoot().DescendantNodes() ?? [])
        {
            if (node is VariableDeclaratorSyntax { Initializer.Value: var first } declared)
                variables[declared.Identifier.ValueText] = Value(first);
            else if (node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name, Right: var next })
                variables[name.Identifier.ValueText] = Value(next);
            else if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } invocation
                && call.Name.Identifier.ValueText == "SubmitAsync" && invocation.ArgumentList.Arguments is [var given, ..]
                && Value(call.Expression) is Got exercise)
                found.Add(new(exercise.Id, Value(given.Expression) as string, cell.Number));
        }
        return found;
    }

    /// <summary>A text or an exercise; null for what only a run could tell, where there is no room, and where it is too deep.</summary>
    private object? Value(ExpressionSyntax expression) => !RuntimeHelpers.TryEnsureSufficientExecutionStack() ? null : expression switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => literal.Token.ValueText,
        InterpolatedStringExpressionSyntax { Contents: var parts } when parts.All(part => part is InterpolatedStringTextSyntax) =>
            string.Concat(parts.Cast<InterpolatedStringTextSyntax>().Select(part => part.TextToken.ValueText)),
        ParenthesizedExpressionSyntax inner => Value(inner.Expression),
        IdentifierNameSyntax name => variables.GetValueOrDefault(name.Identifier.ValueText),
        BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) =>
            Value(sum.Left) is string left && Value(sum.Right) is string right && HasRoom((long)left.Length + right.Length)
                ? left + right : null,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Given" } given => Value(given.Expression) is Got exercise
            ? Exercises.Get(exercise.Id, seed).Given : null,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call, ArgumentList.Arguments: var arguments } =>
            Called(call, [.. arguments.Select(argument => argument.Expression)]),
        _ => null,
    };

    private object? Called(MemberAccessExpressionSyntax call, IReadOnlyList<ExpressionSyntax> arguments) =>
        (call.Name.Identifier.ValueText, arguments) switch
        {
            ("Get", [var id, ..]) when call.Expression is IdentifierNameSyntax { Identifier.ValueText: nameof(Exercises) } =>
                Value(id) is string known && Exercises.All.Contains(known) ? new Got(known) : null,
            ("Replace", [var what, var instead]) =>
                Value(call.Expression) is string text && Value(what) is string { Length: > 0 } old && Value(instead) is string with
                    && HasRoom(text.Length + (long)text.Length / old.Length * with.Length)
                    ? text.Replace(old, with, StringComparison.Ordinal) : null,
            _ => null,
        };

    private bool HasRoom(long length) => (room -= length) >= 0;
}
