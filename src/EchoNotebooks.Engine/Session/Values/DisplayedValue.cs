using Microsoft.DotNet.Interactive.Formatting;

namespace EchoNotebooks.Engine.Session;

/// <summary>Something that a cell has shown and may replace.</summary>
public sealed class DisplayedValue
{
    private readonly ICellOutput output;
    private readonly string[] mimeTypes;

    private DisplayedValue(ICellOutput output, string[] mimeTypes)
    {
        this.output = output;
        this.mimeTypes = mimeTypes;
    }

    /// <summary>The name by which the notebook knows it (Jupyter's display_id).</summary>
    public string DisplayId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Shows another value in its place, also from a later cell.</summary>
    // By the cell that runs now: a front end that waits for its end must not miss what it did.
    public void Update(object? updatedValue) =>
        (CellScope.Current?.Output ?? output).Update(MimeBundle.Of(updatedValue, mimeTypes), DisplayId);

    /// <summary>Shows also what a cell shows through the formatting library's own methods (DisplayAs, DisplayTable).</summary>
    internal static void ShowWhatIsFormatted() => Formatter.SubscribeToDisplayedValues(shown =>
    {
        var data = shown.FormattedValues.ToDictionary(view => view.MimeType, view => view.Value, StringComparer.Ordinal);
        if (shown.IsUpdated) CellScope.Current?.Output.Update(data, shown.DisplayId);
        else CellScope.Current?.Output.Display(data, shown.DisplayId);
    });

    internal static DisplayedValue Show(object? value, string[] mimeTypes)
    {
        if (CellScope.Current is not { } cell)
            throw new InvalidOperationException("display는 노트북의 셀 안에서만 쓸 수 있다.");
        var shown = new DisplayedValue(cell.Output, mimeTypes);
        cell.Output.Display(MimeBundle.Of(value, mimeTypes), shown.DisplayId);
        return shown;
    }
}
