using static EchoNotebooks.Views.Colours;

namespace EchoNotebooks.Views;

/// <summary>
/// The style sheet of every view; outside the views it tells a dark front end's page only that it is dark. The timeline adds
/// its own.
/// </summary>
internal static class Sheet
{
    /// <summary>The style of the element that a view stands in.</summary>
    public static string Frame { get; } =
        $"background:{Card.Css};color:{Ink.Css};font-family:{Fonts.Sans};font-size:14px;line-height:1.5;padding:12px;" +
        "border-radius:8px;overflow-x:auto;text-align:left";

    public static string Css { get; } =
        ".echo-notebooks{" + string.Concat(All.Select(paint => $"--en-{paint.Name}:{paint.Css};")) + $"--en-mono:{Fonts.Mono};" +
        "word-break:keep-all;overflow-wrap:break-word}" +
        Canvas.ClassSheet +
        ".echo-notebooks table.facts{border-collapse:collapse;font-size:14px;margin:8px 0;color:inherit;background:none}" +
        ".echo-notebooks table.facts caption{caption-side:top;text-align:left;font-weight:600;padding:4px 0;color:inherit}" +
        ".echo-notebooks table.facts th,.echo-notebooks table.facts td" +
        "{text-align:left;vertical-align:top;padding:4px 12px 4px 0;color:inherit;background:none;border:0;" +
        $"border-bottom:1px solid {Muted.Variable}}}" +
        // A table is no wider than its output while its cells can break between words.
        ".echo-notebooks table.facts td:first-child{white-space:nowrap}" +
        "@container (min-width:1050px){.echo-notebooks table.facts td:nth-child(-n+7){white-space:nowrap}}" +
        ".echo-notebooks table.facts th{font-weight:600;border-bottom-width:2px}" +
        ".echo-notebooks li{break-inside:avoid}" +
        ".echo-notebooks details{margin-top:8px}.echo-notebooks summary{display:list-item;cursor:pointer;min-height:24px}" +
        $".echo-notebooks :focus-visible{{outline:3px solid {Process.Variable};outline-offset:1px}}" +
        ".echo-notebooks svg{display:block;max-width:max(100%,44rem);height:auto}" +
        $".echo-notebooks pre,.echo-notebooks code{{font-family:var(--en-mono);font-size:14px;background:none;color:inherit;margin:0}}" +
        // JupyterLab scrolls a pre, whose lines are lower than a Korean font's: a bar over nothing.
        ".echo-notebooks pre{line-height:1.5;overflow-y:hidden}" +
        // Scroll bars and controls as dark as a dark front end, and pictures in its texts too: an image follows the colour scheme
        // of the element that it stands in, and VS Code's texts inherit that of the body.
        ":is(.vscode-dark,.vscode-high-contrast:not(.vscode-high-contrast-light),[data-jp-theme-light=false])" +
        "{color-scheme:dark}" +
        $".echo-notebooks .muted{{color:{Muted.Variable}}}" +
        // Beside this sheet in the same output: a front end that trusts one output may not trust the next.
        ".echo-notebooks>style~.untrusted{display:none}" +
        Listing;

    private static string Listing =>
        // VS Code stripes the rows of every table.
        ".echo-notebooks :is(table.facts,table.listing) :is(thead,tr:not(.current)){background:none}" +
        ".echo-notebooks table.listing{border-collapse:collapse;background:none;color:inherit;font-size:14px;margin:4px 0}" +
        ".echo-notebooks table.listing td{padding:0 12px 0 0;border:0;text-align:left;white-space:pre;color:inherit;background:none;" +
        $"font-family:var(--en-mono);line-height:1.55}}" +
        $".echo-notebooks table.listing td.number{{text-align:right;color:{Muted.Variable};user-select:none;-webkit-user-select:none;" +
        $"border-right:1px solid {Muted.Variable};padding-left:8px}}" +
        ".echo-notebooks table.listing td.code{padding-left:12px}" +
        $".echo-notebooks table.listing tr.marked td.code{{font-weight:700;box-shadow:inset 4px 0 0 {Changed.Variable}}}" +
        $".echo-notebooks table.listing .comment{{color:{Muted.Variable}}}";
}
