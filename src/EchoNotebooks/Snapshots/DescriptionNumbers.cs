using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// Numbers the open file descriptions of one server for all its pictures, by first appearance. A socket keeps its number, and no
/// number is used for two descriptions of one reading. Any thread may ask.
/// </summary>
internal sealed class DescriptionNumbers
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> known = [];
    private int last;

    /// <summary>The numbers where every descriptor is drawn: standard input and output and a runtime's own come first there.</summary>
    public DescriptionNumbers OfEverything
    {
        get
        {
            lock (gate) return field ??= new();
        }
    }

    /// <summary>The number of each open file description of one reading, by <see cref="DescriptorFact.OpenFileDescription"/>.</summary>
    /// <param name="descriptors">Those of one reading that are drawn.</param>
    public IReadOnlyDictionary<int, int> Of(IEnumerable<DescriptorFact> descriptors)
    {
        lock (gate)
        {
            var groups = descriptors.Where(fact => fact.OpenFileDescription is not null)
                .GroupBy(fact => fact.OpenFileDescription!.Value, KeyOf)
                .Select(group => (Ofd: group.Key, Holders: group.ToList())).ToList();
            var numbers = new Dictionary<int, int>();
            // A file that was closed and opened again looks like a known one: the description with more of the known holders is known.
            foreach (var (ofd, holders) in groups.OrderByDescending(group => group.Holders.Count(known.ContainsKey)))
                if (holders.Select(holder => known.GetValueOrDefault(holder)).FirstOrDefault(found => found > 0) is > 0 and var number
                    && !numbers.ContainsValue(number))
                    numbers[ofd] = number;
            foreach (var (ofd, holders) in groups)
            {
                if (!numbers.ContainsKey(ofd)) numbers[ofd] = ++last;
                foreach (var holder in holders) known[holder] = numbers[ofd];
            }
            return numbers;
        }
    }

    /// <summary>Starts again from 1. No picture shows the earlier numbers.</summary>
    public void Restart()
    {
        lock (gate)
        {
            known.Clear();
            last = 0;
        }
    }

    /// <summary>
    /// Every holder identifies the description, so the number stays when one holder closes it. A socket has exactly one description:
    /// its inode identifies it in every process.
    /// </summary>
    private static string KeyOf(DescriptorFact fact) =>
        fact.Kind == DescriptorKind.Socket ? fact.Target : $"{fact.Pid}/{fact.Fd} {fact.Target}";
}
