namespace EchoNotebooks.Engine.Book;

/// <summary>What of a book lies where: pages by notebook, and pictures copied beside them.</summary>
internal sealed class BookFiles(string folder, IReadOnlyDictionary<string, string> pages)
{
    private const string Pictures = "files";
    private readonly Dictionary<string, string> copied = new(StringComparer.Ordinal);

    /// <summary>The address of a notebook's link within the book; an address of another kind stays as it is.</summary>
    /// <param name="url">As it stands in the notebook.</param>
    /// <param name="notebookFolder">The full path that it is relative to.</param>
    public string Link(string url, string notebookFolder)
    {
        if (LocalFile(url, notebookFolder, out var rest) is not { } file) return url;
        if (pages.TryGetValue(file, out var page)) return Address(page) + rest;
        return Address(Path.GetRelativePath(folder, file)) + rest;
    }

    /// <summary>
    /// The address of a picture within the book, which gets a copy of it; null where it would have to be fetched
    /// from a network, which a book never does.
    /// </summary>
    public string? Picture(string url, string notebookFolder)
    {
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return url;
        if (LocalFile(url, notebookFolder, out _) is not { } file) return null;
        if (copied.TryGetValue(file, out var known)) return known;
        if (!File.Exists(file)) return url;
        var name = Path.GetFileName(file);
        for (var n = 2; copied.ContainsValue(Address($"{Pictures}/{name}")); n++)
            name = $"{Path.GetFileNameWithoutExtension(file)}-{n}{Path.GetExtension(file)}";
        Directory.CreateDirectory(Path.Combine(folder, Pictures));
        File.Copy(file, Path.Combine(folder, Pictures, name), overwrite: true);
        return copied[file] = Address($"{Pictures}/{name}");
    }

    private static string? LocalFile(string url, string notebookFolder, out string rest)
    {
        var end = url.AsSpan().IndexOfAny('#', '?');
        rest = end < 0 ? "" : url[end..];
        var path = end < 0 ? url : url[..end];
        if (path.Length == 0 || path.StartsWith("//", StringComparison.Ordinal)) return null;
        // A colon before any slash makes it an absolute address of some scheme (RFC 3986, 4.2).
        var colon = path.IndexOf(':');
        if (colon >= 0 && path.AsSpan(0, colon).IndexOf('/') < 0) return null;
        return Path.GetFullPath(Path.Combine(notebookFolder, Uri.UnescapeDataString(path)));
    }

    private static string Address(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
