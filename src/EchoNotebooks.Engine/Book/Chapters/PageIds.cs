using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>The ids of one page, each once: its cells keep theirs, headings get what is left.</summary>
internal sealed class PageIds
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal) { BookWriter.MainId };
    private readonly Dictionary<Cell, string> cells = [];

    /// <param name="cells">The cells of the page; none for a text.</param>
    public PageIds(IEnumerable<Cell> cells)
    {
        foreach (var cell in cells) this.cells[cell] = Take(cell.Id!);
    }

    /// <summary>A cell's.</summary>
    public string Of(Cell cell) => cells[cell];

    /// <summary>One that no other element has: the wanted one, or that with a number.</summary>
    public string Take(string wanted)
    {
        var id = wanted;
        for (var n = 1; !taken.Add(id); n++) id = $"{wanted}-{n}";
        return id;
    }
}
