namespace EchoNotebooks.Views;

/// <summary>
/// Gives places to what pictures draw, one picture after another. A thing keeps its place as long as it is drawn, and what
/// appears takes the first that is free, as the kernel does with descriptor numbers: nothing jumps because something else went.
/// </summary>
internal sealed class Places
{
    private readonly Slots processes = new(), objects = new();
    private readonly Dictionary<string, Slots> rows = [], descriptions = [];

    /// <summary>The places of the next picture.</summary>
    public Placement Next(OwnershipPicture picture)
    {
        var ofDescriptions = new int[picture.Descriptions.Count];
        foreach (var group in picture.Descriptions.Index().GroupBy(pair => picture.Objects[pair.Item.Object].Key))
            foreach (var (slot, (index, _)) in Of(descriptions, group.Key, group.Select(pair => pair.Item.Key)).Zip(group))
                ofDescriptions[index] = slot;
        return new Placement(
            processes.Next(picture.Processes.Select(process => process.Key)),
            [.. picture.Processes.Select(process => Of(rows, process.Key, process.Rows.Select(row => row.Key)))],
            objects.Next(picture.Objects.Select(item => item.Key)),
            ofDescriptions);
    }

    /// <summary>The places of one picture alone: everything in its order.</summary>
    public static Placement Of(OwnershipPicture picture) => new Places().Next(picture);

    private static int[] Of(Dictionary<string, Slots> all, string key, IEnumerable<string> things)
    {
        if (!all.TryGetValue(key, out var slots)) all[key] = slots = new Slots();
        return slots.Next(things);
    }

    /// <summary>Places of one kind, from 0.</summary>
    private sealed class Slots
    {
        private Dictionary<string, int> held = [];

        public int[] Next(IEnumerable<string> things)
        {
            // A number that was closed and opened again in one step stands there twice.
            var seen = new Dictionary<string, int>();
            var keys = things.Select(thing => $"{thing}#{seen[thing] = seen.GetValueOrDefault(thing) + 1}").ToList();
            var kept = keys.Where(held.ContainsKey).ToDictionary(key => key, key => held[key]);
            foreach (var key in keys)
                if (!kept.ContainsKey(key)) kept[key] = FirstFree(kept);
            held = kept;
            return [.. keys.Select(key => kept[key])];
        }

        private static int FirstFree(Dictionary<string, int> kept)
        {
            var taken = kept.Values.ToHashSet();
            var place = 0;
            while (taken.Contains(place)) place++;
            return place;
        }
    }
}
