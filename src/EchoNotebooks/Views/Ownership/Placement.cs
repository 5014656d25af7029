namespace EchoNotebooks.Views;

/// <summary>The places of one picture's things among the places of all pictures that are shown in its stead.</summary>
/// <param name="Processes">The place of each process, from 0, from top to bottom.</param>
/// <param name="Rows">The place of each process's descriptors in its box.</param>
/// <param name="Objects">The place of each socket.</param>
/// <param name="Descriptions">The place of each open file description among those that lead to one socket.</param>
internal sealed record Placement(
    IReadOnlyList<int> Processes, IReadOnlyList<IReadOnlyList<int>> Rows, IReadOnlyList<int> Objects, IReadOnlyList<int> Descriptions)
{
    /// <summary>Equal for two pictures in which everything stands at the same places.</summary>
    public string Key => string.Join('|', [
        string.Join(',', Processes), .. Rows.Select(rows => string.Join(',', rows)), string.Join(',', Objects),
        string.Join(',', Descriptions)]);
}
