namespace EchoNotebooks.Live;

/// <summary>The page, its style sheet and its script, from the files in Pages.</summary>
internal static class PageFiles
{
    /// <summary>One of them with its type; null where there is none of the name.</summary>
    public static (string Type, byte[] Content)? Find(string name) => name switch
    {
        "" => ("text/html; charset=utf-8", Html),
        "live.css" => ("text/css; charset=utf-8", Css),
        "live.js" => ("text/javascript; charset=utf-8", Script),
        _ => null,
    };

    private static byte[] Html { get; } = Read("live.html");

    private static byte[] Css { get; } = Read("live.css");

    private static byte[] Script { get; } = Read("live.js");

    private static byte[] Read(string name)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
