namespace EchoNotebooks.Views;

/// <summary>One descriptor, or several alike that are folded into one row.</summary>
/// <param name="Key">Equal for the same number of the same process in every picture of one run.</param>
/// <param name="Number">Its number in its process; "12개" for twelve that are folded.</param>
/// <param name="Name">serv_sock, clnt_sock, or what it leads to.</param>
/// <param name="Description">The index of its open file description; null where the kernel does not tell.</param>
/// <param name="Change">What became of it.</param>
internal sealed record DescriptorRow(string Key, string Number, string Name, int? Description, ChangeKind Change)
{
    /// <summary>"close-on-exec", where that was asked for and is so; empty otherwise.</summary>
    public string Flag { get; init; } = "";
}
