namespace EchoNotebooks.Views;

/// <summary>One process, or several that are folded.</summary>
/// <param name="Title">Its role.</param>
/// <param name="Detail">Its pid and state.</param>
/// <param name="IsZombie">Whether it has ended and is not reaped yet.</param>
/// <param name="Rows">The descriptors that are drawn.</param>
/// <param name="Rest">The descriptors that are not drawn, in words; empty for none.</param>
/// <param name="Change">What became of it since the earlier snapshot.</param>
internal sealed record ProcessBox(
    string Title, string Detail, bool IsZombie, IReadOnlyList<DescriptorRow> Rows, string Rest, ChangeKind Change);
