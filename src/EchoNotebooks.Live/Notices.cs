namespace EchoNotebooks.Live;

/// <summary>What went wrong for a user of the window, in sentences. Any thread may add.</summary>
internal sealed class Notices
{
    private const int Most = 20;
    private readonly Lock gate = new();
    private readonly List<Notice> all = [];
    private int last;

    /// <summary>One of them, by a number that is never used again.</summary>
    internal sealed record Notice(int Number, string Text);

    /// <summary>The last of them.</summary>
    public IReadOnlyList<Notice> Last
    {
        get
        {
            lock (gate) return [.. all];
        }
    }

    public void Add(string text)
    {
        lock (gate)
        {
            all.Add(new Notice(++last, text));
            if (all.Count > Most) all.RemoveAt(0);
        }
    }
}
