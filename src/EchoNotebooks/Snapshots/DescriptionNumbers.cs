using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// Numbers the open file descriptions of one server for all its pictures: by first appearance, and a number is never used
/// again. Any thread may ask.
/// </summary>
internal sealed class DescriptionNumbers
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> known = [];
    private int last;

    /// <summary>The numbers where every descriptor is drawn: standard input and output and a runtime's own come first there.</summary>
    public DescriptionNumbers OfEverything => field ??= new();

    /// <summary>The number of each open file description of one reading, by <see cref="DescriptorFact.OpenFileDescription"/>.</summary>
    /// <param name="descriptors">Those of one reading that are drawn.</param>
    public IReadOnlyDictionary<int, int> Of(IEnumerable<DescriptorFact> descriptors)
    {
        lock (gate)
            return descriptors.Where(fact => fact.OpenFileDescription is not null).GroupBy(fact => fact.OpenFileDescription!.Value)
                .ToDictionary(group => group.Key, group => NumberOf([.. group.Select(KeyOf)]));
    }

    /// <summary>Begins again: what was numbered is shown nowhere.</summary>
    public void Restart()
    {
        lock (gate)
        {
            known.Clear();
            last = 0;
        }
    }

    /// <summary>A description is known by any of its holders: one that closes it takes the number of none away.</summary>
    private int NumberOf(List<string> holders)
    {
        var number = holders.Select(holder => known.GetValueOrDefault(holder)).FirstOrDefault(found => found > 0);
        if (number == 0) number = ++last;
        foreach (var holder in holders) known[holder] = number;
        return number;
    }

    /// <summary>A socket has one description for ever, so its inode names it, whoever holds it.</summary>
    private static string KeyOf(DescriptorFact fact) =>
        fact.Kind == DescriptorKind.Socket ? fact.Target : $"{fact.Pid}/{fact.Fd} {fact.Target}";
}
