using System.Security.Cryptography;
using System.Text;

namespace EchoNotebooks.Views;

/// <summary>The style sheets and the script of the timeline view, from the files beside this one.</summary>
internal static class TimelineAssets
{
    /// <summary>The script; the same in every view, so that a page's policy can name it by its hash.</summary>
    public static string Script { get; } = Read("timeline.js");

    /// <summary>What a Content-Security-Policy calls the script: 'sha256-…'.</summary>
    public static string ScriptHash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'";

    /// <summary>The view's style sheet, with the colours and fonts of every other view.</summary>
    public static string Css { get; } =
        ".echo-notebooks .timeline{" + string.Concat(Colours.All.Select(paint => $"--en-{paint.Name}:{paint.Css};")) +
        $"--en-mono:{Fonts.Mono}}}" + OnOneLine(Read("timeline.css"));

    /// <summary>The style sheet of a page that holds nothing but a timeline.</summary>
    public static string PageCss { get; } = OnOneLine(Read("page.css"));

    /// <summary>A line that is indented goes on with the one before it.</summary>
    private static string OnOneLine(string sheet) => string.Concat(sheet.Split('\n').Select(line => line.TrimStart()));

    private static string Read(string name)
    {
        using var stream = typeof(TimelineAssets).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
