using EchoNotebooks.Engine.Jupyter;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>How much of a cell's output is shown, wherever it is run.</summary>
public class OutputBudgetTests
{
    private readonly OutputBudget budget = new();

    [Fact(Explicit = true)]
    public void An_output_that_an_update_replaces_counts_once()
    {
        Assert.True(budget.Take(Of(10), "a"));
        for (var i = 0; i < 10; i++) Assert.True(budget.Replace(Of(OutputBudget.DataCharacters / 2), "a"));
        Assert.True(budget.Take(Of(OutputBudget.DataCharacters / 2), "b"));
        Assert.Null(budget.Note());
        Assert.False(budget.Take(Of(1), "c"));
        Assert.True(budget.Replace(Of(1), "a"));
        Assert.True(budget.Take(Of(1), "c"));
        Assert.Contains("값 1개", budget.Note());
    }

    [Fact]
    public void An_update_that_makes_the_whole_too_large_is_left_out_and_told()
    {
        Assert.True(budget.Take(Of(1), "a"));
        Assert.True(budget.Take(Of(OutputBudget.DataCharacters / 2), "b"));
        Assert.False(budget.Replace(Of(OutputBudget.DataCharacters / 2 + 1), "a"));
        Assert.Contains("값 1개", budget.Note());
        // One that fits takes its place all the same.
        Assert.True(budget.Replace(Of(2), "a"));
    }

    [Fact]
    public void What_was_cleared_counts_no_more()
    {
        Assert.True(budget.Take(Of(OutputBudget.DataCharacters), "a"));
        for (var i = 0; i < OutputBudget.TextLines; i++) budget.Take("\n");
        Assert.Equal("", budget.Take("x").ToString());
        budget.Clear();
        Assert.True(budget.Take(Of(OutputBudget.DataCharacters), "a"));
        Assert.Equal("x", budget.Take("x").ToString());
        Assert.Null(budget.Note());
    }

    private static Dictionary<string, string> Of(long characters) => new() { ["text/plain"] = new string('x', (int)characters) };
}
