using System.Security.Cryptography;
using System.Text;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>The style sheet and the script of the timeline view, from the files beside this one.</summary>
internal static class TimelineAssets
{
    /// <summary>The script; the same in every view, so that a page's policy can name it by its hash.</summary>
    public static string Script { get; } = Read("timeline.js");

    /// <summary>What a Content-Security-Policy calls the script: 'sha256-…'.</summary>
    public static string ScriptHash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'";

    /// <summary>The style sheet, with the colours and fonts of every other view.</summary>
    public static string Css { get; } =
        ".echo-notebooks .timeline{" + string.Concat(Style.Paints.Append(Style.White).Select(paint => $"--en-{paint.Name}:{paint.Css};")) +
        $"--en-mono:{Style.Mono}}}" + Read("timeline.css").ReplaceLineEndings("");

    private static string Read(string name)
    {
        using var stream = typeof(TimelineAssets).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
