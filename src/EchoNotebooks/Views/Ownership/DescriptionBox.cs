namespace EchoNotebooks.Views;

/// <summary>One open file description, or several that are folded.</summary>
/// <param name="Title">Its name in the picture.</param>
/// <param name="Holders">How many descriptors lead to it now.</param>
/// <param name="Object">The index of what it leads to.</param>
/// <param name="Change">What became of it.</param>
internal sealed record DescriptionBox(string Title, int Holders, int Object, ChangeKind Change);
