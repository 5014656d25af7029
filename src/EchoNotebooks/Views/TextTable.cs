using System.Text;

namespace EchoNotebooks.Views;

/// <summary>One table, shown as HTML or as aligned text.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> rows = [];
    private readonly Dictionary<int, string> classes = [];

    public void Add(params string[] cells) => rows.Add([.. cells.Select(Visible.OnOneLine)]);

    /// <summary>Gives the row that was added last a class.</summary>
    public void Mark(string? name)
    {
        if (name is not null) classes[rows.Count - 1] = name;
    }

    /// <summary>Columns two spaces apart, a rule under the headers; a column that is empty in every row is left out.</summary>
    public string ToText()
    {
        var columns = Filled();
        var widths = columns.Select(c => rows.Select(row => TextWidth.Of(row[c])).Append(TextWidth.Of(headers[c])).Max()).ToArray();
        var text = new StringBuilder();
        Line(column => headers[column]);
        text.AppendLine(string.Join("  ", widths.Select(width => new string('-', width))));
        foreach (var row in rows) Line(column => row[column]);
        return text.ToString();

        void Line(Func<int, string> cell) =>
            text.AppendLine(string.Join("  ", columns.Select((column, i) => TextWidth.Pad(cell(column), widths[i]))).TrimEnd());
    }

    /// <param name="html">Where to.</param>
    /// <param name="caption">Its title.</param>
    /// <param name="all">Whether columns that are empty are hidden instead of left out, for a style sheet that counts them.</param>
    public void WriteHtml(MarkupWriter html, string caption, bool all = false)
    {
        var filled = Filled();
        var columns = all ? [.. Enumerable.Range(0, headers.Length)] : filled;
        using (html.Element("div", View.Scrolls(caption)))
        using (html.Element("table", ("class", "facts")))
        {
            html.Leaf("caption", caption);
            using (html.Element("thead"))
            using (html.Element("tr"))
                foreach (var column in columns) html.Leaf("th", headers[column], ("scope", "col"), Hidden(column));
            using (html.Element("tbody"))
                foreach (var (i, row) in rows.Index())
                    using (html.Element("tr", ("class", classes.GetValueOrDefault(i))))
                        foreach (var column in columns) html.Leaf("td", row[column], Hidden(column));
        }

        (string, string?) Hidden(int column) => ("hidden", filled.Contains(column) ? null : "");
    }

    private int[] Filled() =>
        [.. Enumerable.Range(0, headers.Length).Where(column => rows.Count == 0 || rows.Any(row => row[column].Length > 0))];
}
