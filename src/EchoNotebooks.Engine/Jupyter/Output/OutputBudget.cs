using System.Text;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// How much of a cell's output a front end gets to see, and how much was left out. More than this kills pages and is
/// not read.
/// </summary>
internal sealed class OutputBudget
{
    /// <summary>Bytes of text, as UTF-8, of one cell.</summary>
    public const long TextBytes = 1 << 20;

    /// <summary>Lines of text of one cell.</summary>
    public const long TextLines = 20_000;

    /// <summary>Characters of shown values of one cell.</summary>
    public const long DataCharacters = 64L << 20;

    /// <summary>Shown values of one cell.</summary>
    public const long Displays = 1_000;

    private readonly Dictionary<string, long> shown = [];
    private Count kept;
    private Count left;
    private bool isCut;

    /// <summary>The part of a text, from its beginning, that is still shown.</summary>
    public ReadOnlySpan<char> Take(string text)
    {
        if (isCut) return Leave(text, 0);
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            kept.Bytes += rune.Utf8SequenceLength;
            if (kept.Bytes > TextBytes || kept.Lines >= TextLines) return Leave(text, end);
            if (rune.Value == '\n') kept.Lines++;
            end += rune.Utf16SequenceLength;
        }
        return text;
    }

    /// <summary>Whether a value may still be shown.</summary>
    /// <param name="bundle">MIME type, then text.</param>
    /// <param name="displayId">The name by which it may be replaced.</param>
    public bool Take(IReadOnlyDictionary<string, string> bundle, string displayId)
    {
        var fits = kept.Displays < Displays && Fits(bundle, replaced: 0);
        if (!fits)
        {
            left.Displays++;
            return false;
        }
        kept.Displays++;
        shown[displayId] = shown.GetValueOrDefault(displayId) + Size(bundle);
        return true;
    }

    /// <summary>Whether a value may take the place of what was shown under its name, which counts no more then.</summary>
    public bool Replace(IReadOnlyDictionary<string, string> bundle, string displayId)
    {
        if (!Fits(bundle, shown.GetValueOrDefault(displayId)))
        {
            left.Displays++;
            return false;
        }
        shown[displayId] = Size(bundle);
        return true;
    }

    /// <summary>Says how much was left out since it was last asked; null where nothing was.</summary>
    public string? Note()
    {
        List<string> parts = [];
        if (left.Bytes > 0) parts.Add($"글 {left.Lines:N0}줄({left.Bytes:N0}바이트)");
        if (left.Displays > 0) parts.Add($"값 {left.Displays:N0}개");
        left = default;
        return parts.Count == 0 ? null : $"\n(출력이 너무 많아 여기서 잘랐다. 보이지 않은 것: {string.Join(", ", parts)})\n";
    }

    /// <summary>Everything shown so far was taken away: there is room again.</summary>
    public void Clear()
    {
        kept = left = default;
        shown.Clear();
        isCut = false;
    }

    private bool Fits(IReadOnlyDictionary<string, string> bundle, long replaced)
    {
        var after = kept.Characters - replaced + Size(bundle);
        if (after > DataCharacters) return false;
        kept.Characters = after;
        return true;
    }

    private static long Size(IReadOnlyDictionary<string, string> bundle) => bundle.Sum(pair => (long)pair.Value.Length);

    private ReadOnlySpan<char> Leave(string text, int end)
    {
        isCut = true;
        var rest = text.AsSpan(end);
        left.Bytes += Encoding.UTF8.GetByteCount(rest);
        left.Lines += rest.Count('\n');
        return text.AsSpan(0, end);
    }

    private struct Count
    {
        public long Bytes;
        public long Lines;
        public long Characters;
        public long Displays;
    }
}
