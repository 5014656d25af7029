namespace EchoNotebooks.Views;

/// <summary>One process, or several that are folded.</summary>
/// <param name="Key">Equal for the same one in every picture of one run.</param>
/// <param name="Role">Its role; null for several.</param>
/// <param name="Title">Its role in words.</param>
/// <param name="Detail">Its pid and state.</param>
/// <param name="IsZombie">Whether it has ended and is not reaped yet.</param>
/// <param name="Rows">The descriptors that are drawn.</param>
/// <param name="Rest">The descriptors that are not drawn, in words; empty for none.</param>
/// <param name="Change">What became of it since the earlier snapshot.</param>
internal sealed record ProcessBox(
    string Key, Role? Role, string Title, string Detail, bool IsZombie, IReadOnlyList<DescriptorRow> Rows, string Rest, ChangeKind Change)
{
    /// <summary>What it does with signals, a fact each; empty where that was not asked for.</summary>
    public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>The same as lines of the drawing.</summary>
    public IReadOnlyList<string> SignalLines => [.. Signals.SelectMany(SignalWords.Lines)];
}
