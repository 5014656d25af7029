namespace EchoNotebooks.Views;

/// <summary>
/// Every colour of every view, by its use; which thing takes which of them is decided in <see cref="Looks"/>. A view
/// carries its own opaque background, and background and letters always come from the same theme: VS Code's
/// variables, then JupyterLab's, then a light pair of our own. The accents need no theme: their luminance lies where
/// both white and black give more than 4.5:1 (WCAG AA).
/// </summary>
internal static class Colours
{
    /// <summary>Behind everything.</summary>
    public static Paint Card { get; } =
        new("card", "var(--vscode-editor-background,var(--jp-layout-color0,#ffffff))", "#ffffff", "#0d1117");

    /// <summary>Letters.</summary>
    public static Paint Ink { get; } =
        new("ink", "var(--vscode-editor-foreground,var(--jp-content-font-color1,#1f2328))", "#1f2328", "#e6edf3");

    /// <summary>Frames, rules, secondary letters, what is closed, and the ring round a zombie's Z.</summary>
    public static Paint Muted { get; } =
        new("muted", "var(--vscode-descriptionForeground,var(--jp-content-font-color2,#57606a))", "#57606a", "#9aa4af");

    /// <summary>A process and its descriptors.</summary>
    public static Paint Process { get; } = Accent("process", "#1d77cb");

    /// <summary>An open file description.</summary>
    public static Paint Description { get; } = Accent("description", "#8e5bcf");

    /// <summary>A socket.</summary>
    public static Paint Socket { get; } = Accent("socket", "#13864f");

    /// <summary>What is not as it was in the picture before.</summary>
    public static Paint Changed { get; } = Accent("changed", "#bf560a");

    /// <summary>Letters on an accent.</summary>
    public static Paint White { get; } = Accent("white", "#ffffff");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Paint> All { get; } = [Card, Ink, Muted, Process, Description, Socket, Changed, White];

    private static Paint Accent(string name, string colour) => new(name, colour, colour, colour);
}
