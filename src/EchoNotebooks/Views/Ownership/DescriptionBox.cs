namespace EchoNotebooks.Views;

/// <summary>One open file description, or several that are folded.</summary>
/// <param name="Key">Equal for the same one in every picture of one run.</param>
/// <param name="Title">Its name in the picture.</param>
/// <param name="Holders">How many descriptors lead to it now.</param>
/// <param name="HoldersBefore">How many led to it in the earlier snapshot; the same number where there is none.</param>
/// <param name="Object">The index of what it leads to.</param>
/// <param name="Change">What became of it.</param>
internal sealed record DescriptionBox(string Key, string Title, int Holders, int HoldersBefore, int Object, ChangeKind Change)
{
    /// <summary>Its flags and its offset, a line each; empty where they were not asked for.</summary>
    public IReadOnlyList<string> Status { get; init; } = [];
}
