namespace EchoNotebooks.Views;

/// <summary>The style sheets and the script of the timeline view, from the files beside this one.</summary>
internal static class TimelineAssets
{
    /// <summary>The script; the same in every view, so that a page's policy can name it by its hash.</summary>
    public static string Script { get; } = Assets.Read("timeline.js");

    /// <summary>What a Content-Security-Policy calls the script: 'sha256-…'.</summary>
    public static string ScriptHash { get; } = Assets.Hash(Script);

    /// <summary>The view's style sheet; that of every view stands before it.</summary>
    public static string Css { get; } = Assets.Sheet("timeline.css");

    /// <summary>The style sheet of a page that holds nothing but a timeline.</summary>
    public static string PageCss { get; } = Assets.Sheet("page.css");
}
