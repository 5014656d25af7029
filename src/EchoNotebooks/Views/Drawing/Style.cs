namespace EchoNotebooks.Views;

/// <summary>
/// The colours and fonts of every view. A view carries its own opaque background, and background and letters
/// always come from the same theme: VS Code's variables, then JupyterLab's, then a light pair of our own. The
/// accents need no theme: their luminance lies where both white and black give more than 4.5:1 (WCAG AA).
/// </summary>
internal static class Style
{
    public const string Sans =
        "'Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic',system-ui,sans-serif";

    public const string Mono =
        "'D2Coding','Nanum Gothic Coding','Noto Sans Mono CJK KR',ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace";

    /// <summary>Behind everything.</summary>
    public static Paint Card { get; } = new("card", "var(--vscode-editor-background,var(--jp-layout-color0,#ffffff))", "#ffffff", "#0d1117");

    /// <summary>Letters.</summary>
    public static Paint Ink { get; } = new("ink", "var(--vscode-editor-foreground,var(--jp-content-font-color1,#1f2328))", "#1f2328", "#e6edf3");

    /// <summary>Frames, rules, secondary letters and what is closed.</summary>
    public static Paint Muted { get; } = new("muted", "var(--vscode-descriptionForeground,var(--jp-content-font-color2,#57606a))", "#57606a", "#9aa4af");

    /// <summary>A process and its descriptors.</summary>
    public static Paint Process { get; } = new("process", "#1d77cb", "#1d77cb", "#1d77cb");

    /// <summary>An open file description.</summary>
    public static Paint Description { get; } = new("description", "#8e5bcf", "#8e5bcf", "#8e5bcf");

    /// <summary>A socket.</summary>
    public static Paint Socket { get; } = new("socket", "#13864f", "#13864f", "#13864f");

    /// <summary>What is not as it was in the picture before.</summary>
    public static Paint Changed { get; } = new("changed", "#bf560a", "#bf560a", "#bf560a");

    /// <summary>Letters on an accent.</summary>
    public static Paint White { get; } = new("white", "#ffffff", "#ffffff", "#ffffff");

    public static IReadOnlyList<Paint> Paints { get; } = [Card, Ink, Muted, Process, Description, Socket, Changed];

    public static string Frame { get; } =
        $"background:{Card.Css};color:{Ink.Css};font-family:{Sans};font-size:14px;line-height:1.5;padding:12px;" +
        "border-radius:8px;overflow-x:auto;text-align:left";

    /// <summary>The style sheet of every view; it reaches nothing outside the views.</summary>
    public static string Sheet { get; } =
        ".echo-notebooks table.facts{border-collapse:collapse;font-size:14px;margin:8px 0;color:inherit;background:none}" +
        ".echo-notebooks table.facts caption{caption-side:top;text-align:left;font-weight:600;padding:4px 0;color:inherit}" +
        ".echo-notebooks table.facts th,.echo-notebooks table.facts td" +
        "{text-align:left;vertical-align:top;padding:4px 16px 4px 0;white-space:nowrap;color:inherit;background:none;border:0;" +
        $"border-bottom:1px solid {Muted.Css}}}" +
        ".echo-notebooks table.facts th{font-weight:600;border-bottom-width:2px}" +
        ".echo-notebooks details{margin-top:8px}.echo-notebooks summary{display:list-item;cursor:pointer;min-height:24px}" +
        ".echo-notebooks svg{display:block;max-width:max(100%,44rem);height:auto}" +
        $".echo-notebooks pre,.echo-notebooks code{{font-family:{Mono};font-size:14px;background:none;color:inherit;margin:0}}" +
        // JupyterLab scrolls a pre, whose lines are lower than a Korean font's: a bar over nothing.
        ".echo-notebooks pre{line-height:1.5;overflow-y:hidden}" +
        // Scroll bars and controls as dark as a dark front end.
        ":is(.vscode-dark,.vscode-high-contrast:not(.vscode-high-contrast-light),[data-jp-theme-light=false]) .echo-notebooks{color-scheme:dark}" +
        $".echo-notebooks .muted{{color:{Muted.Css}}}" +
        ListingSheet;

    private static string ListingSheet =>
        ".echo-notebooks table.listing{border-collapse:collapse;background:none;color:inherit;font-size:14px;margin:4px 0}" +
        ".echo-notebooks table.listing td{padding:0 12px 0 0;border:0;text-align:left;white-space:pre;color:inherit;background:none;" +
        $"font-family:{Mono};line-height:1.55}}" +
        $".echo-notebooks table.listing td.number{{text-align:right;color:{Muted.Css};user-select:none;-webkit-user-select:none;" +
        $"border-right:1px solid {Muted.Css};padding-left:8px}}" +
        ".echo-notebooks table.listing td.code{padding-left:12px}" +
        $".echo-notebooks table.listing tr.marked td.code{{font-weight:700;box-shadow:inset 4px 0 0 {Changed.Css}}}" +
        $".echo-notebooks table.listing .comment{{color:{Muted.Css}}}";
}

/// <summary>One colour by its use.</summary>
/// <param name="Name">Its class in a standalone figure.</param>
/// <param name="Css">Its value inside a page, with the page's variables.</param>
/// <param name="Light">Its value in a standalone figure.</param>
/// <param name="Dark">Its value in a standalone figure whose reader prefers dark pages.</param>
internal sealed record Paint(string Name, string Css, string Light, string Dark);
