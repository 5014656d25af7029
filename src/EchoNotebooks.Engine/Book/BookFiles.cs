using System.Diagnostics.CodeAnalysis;
using EchoNotebooks.Engine.Files;

namespace EchoNotebooks.Engine.Book;

/// <summary>What of a book lies where: pages by notebook, and pictures copied beside them.</summary>
/// <param name="folder">The book's folder, a full path.</param>
/// <param name="notebooks">The page of each notebook, by the notebook's full path.</param>
/// <param name="isRegularFile">Whether a path leads to a file that can be copied: a FIFO has no end.</param>
/// <param name="staged">Where pictures are added.</param>
internal sealed class BookFiles(
    string folder, IReadOnlyDictionary<string, string> notebooks, Func<string, bool> isRegularFile, StagedFiles staged)
{
    private const string Pictures = "files";
    private static readonly Dictionary<string, string> PictureTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".bmp"] = "image/bmp",
        [".ico"] = "image/x-icon",
    };

    private readonly Dictionary<string, string> copied = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> pages = new(notebooks, StringComparer.Ordinal);
    private readonly List<BookText> texts = [];

    /// <summary>The pages of the Markdown files that notebooks have linked to so far, each before those that it links to.</summary>
    public IReadOnlyList<BookText> Texts => texts;

    /// <summary>The address of a notebook's link within the book; an address of another kind stays as it is.</summary>
    /// <param name="url">As it stands in the notebook.</param>
    /// <param name="notebookFolder">The full path that it is relative to.</param>
    public string Link(string url, string notebookFolder)
    {
        if (LocalFile(url, notebookFolder, out var rest) is not { } file) return url;
        if (pages.TryGetValue(file, out var page) || TryAdd(file, out page)) return Address(page) + rest;
        return Address(Path.GetRelativePath(folder, file)) + rest;
    }

    /// <summary>
    /// The address of a picture within the book, which gets a copy of it; null where it would have to be fetched
    /// from a network, which a book never does, or lies outside: a book may be given away, and what somebody else's notebook
    /// names may be any file of its reader.
    /// </summary>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public string? Picture(string url, string notebookFolder)
    {
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return url;
        if (LocalFile(url, notebookFolder, out _) is not { } file || !IsOf(file, notebookFolder)) return null;
        if (copied.TryGetValue(file, out var known)) return known;
        if (Open(file) is not { } from) return url;
        using (from)
        {
            var name = Path.GetFileName(file);
            for (var n = 2; copied.ContainsValue(Address($"{Pictures}/{name}")); n++)
                name = $"{Path.GetFileNameWithoutExtension(file)}-{n}{Path.GetExtension(file)}";
            using var to = staged.Add(Path.Combine(folder, Pictures, name));
            from.CopyTo(to);
            return copied[file] = Address($"{Pictures}/{name}");
        }
    }

    /// <summary>The data URI of a picture that has a copy in the book; null where there is none at this address.</summary>
    /// <exception cref="IOException">It can no longer be read.</exception>
    public string? DataOf(string address)
    {
        var file = copied.FirstOrDefault(each => each.Value == address).Key;
        if (file is null || !PictureTypes.TryGetValue(Path.GetExtension(file), out var type)) return null;
        return $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file))}";
    }

    /// <summary>The address of NAME.narrow.svg, which lies beside the picture NAME.svg and gets a copy; null for none.</summary>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public string? NarrowPicture(string url, string notebookFolder)
    {
        var narrow = Path.ChangeExtension(url, $".narrow{Path.GetExtension(url)}");
        return LocalFile(narrow, notebookFolder, out _) is { } file && File.Exists(file) ? Picture(narrow, notebookFolder) : null;
    }

    /// <summary>A Markdown file gets a page of its own, with what it links to itself.</summary>
    private bool TryAdd(string file, [NotNullWhen(true)] out string? page)
    {
        page = null;
        if (Path.GetExtension(file) != ".md") return false;
        if (ReadText(file) is not { } markdown) return false;
        page = Path.ChangeExtension(Path.GetFileName(file), ".html");
        for (var n = 1; page is BookWriter.IndexPage or BookWriter.WholePage || pages.ContainsValue(page); n++)
            page = $"{Path.GetFileName(file)}{(n == 1 ? "" : $"-{n}")}.html";
        // Known before it is rendered: it may link to itself.
        pages[file] = page;
        var place = texts.Count;
        texts.Insert(place, new BookText(file, markdown, page, this));
        return true;
    }

    /// <summary>A file's text; null where it may not be read.</summary>
    public string? ReadText(string file)
    {
        try
        {
            return isRegularFile(file) ? File.ReadAllText(file) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Pictures lie in the notebook's folder or in one beside it; a link out of there leads to no picture.</summary>
    private static bool IsOf(string file, string notebookFolder)
    {
        var project = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(notebookFolder))) ?? notebookFolder;
        return PictureTypes.ContainsKey(Path.GetExtension(file))
            && IsIn(file) && (LinkTarget(file) is not { } target || IsIn(target));

        bool IsIn(string path) => !Path.GetRelativePath(project, path).StartsWith("..", StringComparison.Ordinal);
    }

    /// <summary>What a link leads to in the end; null for what is none, and for what cannot be opened either.</summary>
    private static string? LinkTarget(string file)
    {
        try
        {
            return new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private FileStream? Open(string file)
    {
        if (!isRegularFile(file)) return null;
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It may not be read: the page says by its alternative text what is missing.
            return null;
        }
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
