using System.Text;
using System.Text.RegularExpressions;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// Lines of a real source file with their numbers, chosen by what the file says: by the name of a function or by a
/// text in it, so that a listing never shows anything but what is compiled.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class Listing : IView
{
    /// <summary>How the C program marks what the chapter gets wrong.</summary>
    [GeneratedRegex(@"결함 \d+:")]
    private static partial Regex DefectMark { get; }

    private readonly IReadOnlyList<SourceFile> files;
    private readonly IReadOnlyList<Part> parts;
    private readonly bool isFolded;

    private Listing(IReadOnlyList<SourceFile> files, IReadOnlyList<Part>? parts = null, bool isFolded = false)
    {
        this.files = files;
        this.isFolded = isFolded;
        this.parts = parts ?? [.. files.Select(file => new Part(file, 0, file.Lines.Count - 1))];
    }

    /// <summary>Lines of one file, from 0, both ends included.</summary>
    /// <param name="File">The file.</param>
    /// <param name="First">Its first line.</param>
    /// <param name="Last">Its last line.</param>
    /// <param name="Continues">Whether nothing but comments is left out between it and the part before it: no gap is shown.</param>
    private sealed record Part(SourceFile File, int First, int Last, bool Continues = false);

    /// <summary>The lines that are shown, without their numbers.</summary>
    public IReadOnlyList<string> Text => [.. parts.SelectMany(part => part.File.Lines.Skip(part.First).Take(part.Last - part.First + 1))];

    /// <summary>The numbers of the lines that are shown, from 1.</summary>
    public IReadOnlyList<int> Numbers => [.. parts.SelectMany(part => Enumerable.Range(part.First + 1, part.Last - part.First + 1))];

    /// <summary>A whole file: a path, or the name of a source that lies beside the library (echo_mpserv.c, ChildProcess.cs).</summary>
    /// <param name="path">The path or name.</param>
    /// <exception cref="EchoServerException">There is no such file, or it is a FIFO, a socket or a device.</exception>
    public static Listing Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var found = File.Exists(path) ? path : LibraryFiles.TryFind(path) ?? LibraryFiles.TryFind(Path.Combine("source", path))
            ?? LibraryFiles.TryFind(Path.Combine("source", "designs", path));
        if (found is null || !File.Exists(found))
            throw new EchoServerException($"{path} 파일이 없다. 라이브러리 옆에 있는 소스: {string.Join(", ", SourcesBeside())}");
        if (RegularFile.WhyNotRead(found) is { } why) throw new EchoServerException($"{found}: {why}");
        return OfText(Path.GetFileName(found), File.ReadAllText(found));
    }

    /// <summary>All of the file again, whatever was chosen.</summary>
    public Listing Whole => new(files);

    /// <summary>The same lines out of sight until the reader opens them: a whole program is long. As text they are not folded.</summary>
    public Listing Folded => new(files, parts, isFolded: true);

    /// <summary>The definition of a function or method, with the comment above it.</summary>
    /// <param name="name">Its name: "main", "read_childproc".</param>
    /// <exception cref="EchoServerException">The source defines none of this name.</exception>
    public Listing Function(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (var file in files)
            if (file.Function(name) is { } found) return new Listing(files, [new Part(file, found.First, found.Last)]);
        throw new EchoServerException($"{Names}에 함수 {name}의 정의가 없다. 이름의 대소문자를 확인하라.");
    }

    /// <summary>From the first line that contains one text to the next line that contains another.</summary>
    /// <param name="first">A text of the first line.</param>
    /// <param name="last">A text of the last line; it may be the same line.</param>
    /// <exception cref="EchoServerException">One of them is not there.</exception>
    public Listing Between(string first, string last)
    {
        ArgumentException.ThrowIfNullOrEmpty(first);
        ArgumentException.ThrowIfNullOrEmpty(last);
        foreach (var file in files)
        {
            if (file.Find(first) is not (>= 0 and var from)) continue;
            var to = file.Find(last, from);
            if (to < 0) throw new EchoServerException($"{file.Name}의 {from + 1}번째 줄(\"{first}\") 뒤에 \"{last}\"가 없다.");
            return new Listing(files, [new Part(file, from, to)]);
        }
        throw new EchoServerException($"{Names}에 \"{first}\"가 없다.");
    }

    /// <summary>Lines by their numbers.</summary>
    /// <param name="first">From 1.</param>
    /// <param name="last">Included.</param>
    /// <exception cref="ArgumentOutOfRangeException">The file has no such lines.</exception>
    public Listing Lines(int first, int last)
    {
        var file = files[0];
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, file.Lines.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        return new Listing(files, [new Part(file, first - 1, last - 1)]);
    }

    /// <summary>
    /// Every place that carries a mark: <c>Marked("결함")</c> shows the numbered defects, each with the line that it is about.
    /// </summary>
    /// <param name="mark">A text in comments.</param>
    /// <exception cref="EchoServerException">No line carries it.</exception>
    public Listing Marked(string mark)
    {
        ArgumentException.ThrowIfNullOrEmpty(mark);
        var found = new List<Part>();
        foreach (var file in files)
            for (var line = file.Find(mark); line >= 0; line = file.Find(mark, line + 1))
            {
                // A mark that stands on lines of its own is about the code that follows it.
                var last = line;
                while (last + 1 < file.Lines.Count && IsOnlyComment(file, last)) last++;
                if (found.Count > 0 && found[^1].File == file && found[^1].Last + 1 >= line)
                    found[^1] = found[^1] with { Last = Math.Max(last, found[^1].Last) };
                else found.Add(new Part(file, line, last));
            }
        return found.Count > 0 ? new Listing(files, found) : throw new EchoServerException($"{Names}에 \"{mark}\" 표시가 없다.");
    }

    /// <summary>The same lines without the comments that number the chapter's defects: those tell how the program goes wrong.</summary>
    public Listing WithoutDefects()
    {
        var kept = new List<Part>();
        foreach (var part in parts)
        {
            var first = part.First;
            for (var line = part.First; line <= part.Last + 1; line++)
            {
                if (line <= part.Last && !IsDefectNote(part.File, line)) continue;
                if (line > first) kept.Add(new Part(part.File, first, line - 1, first > part.First || part.Continues));
                first = line + 1;
            }
        }
        return new Listing(files, kept);
    }

    /// <summary>The lines with their numbers.</summary>
    public override string ToString() => ((IView)this).ToText();

    internal static Listing OfText(string name, string text) => new([new SourceFile(name, text)]);

    /// <summary>The sources of the server in C#, in the order in which they are read.</summary>
    internal static Listing OfCSharpServer()
    {
        var paths = Directory.GetFiles(LibraryFiles.Find("source"), "*.cs");
        string[] order = ["Program.cs", "ParentProcess.cs", "ChildProcess.cs"];
        var inOrder = paths.OrderBy(path => Array.IndexOf(order, Path.GetFileName(path)) is >= 0 and var place ? place : order.Length)
            .ThenBy(path => path, StringComparer.Ordinal);
        return new Listing([.. inOrder.Select(path => new SourceFile(Path.GetFileName(path), File.ReadAllText(path)))]);
    }

    /// <summary>The files, whole.</summary>
    internal IReadOnlyList<SourceFile> Files => files;

    private string Names => string.Join(", ", files.Select(file => file.Name));

    private static IEnumerable<string> SourcesBeside() =>
        (LibraryFiles.TryFind("source") is { } folder ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [])
        .Append(LibraryFiles.TryFind("echo_mpserv.c"))
        .OfType<string>().Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static bool IsOnlyComment(SourceFile file, int line)
    {
        var text = file.Lines[line];
        for (var column = 0; column < text.Length; column++)
            if (!char.IsWhiteSpace(text[column]) && !file.IsComment(line, column)) return false;
        return true;
    }

    void IView.WriteHtml(MarkupWriter html)
    {
        if (!isFolded)
        {
            WriteParts(html);
            return;
        }
        using (html.Element("details", ("class", "whole-listing")))
        {
            html.Leaf("summary", $"{Names}의 {Text.Count}줄을 펼쳐 본다");
            WriteParts(html);
        }
    }

    private void WriteParts(MarkupWriter html)
    {
        foreach (var group in parts.GroupBy(part => part.File))
            using (html.Element("div", View.Scrolls(group.Key.Name)))
            {
                html.Leaf("p", group.Key.Name, ("style", $"margin:0;font-weight:600;font-family:{Fonts.Mono}"));
                using (html.Element("table", ("class", "listing"), ("aria-label", group.Key.Name)))
                using (html.Element("tbody"))
                {
                    var previous = -1;
                    foreach (var part in group)
                    {
                        if (previous >= 0 && !part.Continues) WriteGap(html);
                        for (var line = part.First; line <= part.Last; line++) WriteLine(html, part.File, line);
                        previous = part.Last;
                    }
                }
            }
    }

    private static void WriteGap(MarkupWriter html)
    {
        using (html.Element("tr"))
        {
            html.Leaf("td", "⋮", ("class", "number"));
            html.Leaf("td", "", ("class", "code"));
        }
    }

    /// <summary>One row of a listing's table.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="file">The file.</param>
    /// <param name="line">The line, from 0.</param>
    /// <param name="key">What a script finds the row by; null for none.</param>
    internal static void WriteLine(MarkupWriter html, SourceFile file, int line, string? key = null)
    {
        using (html.Element("tr", ("class", IsMarked(file, line) ? "marked" : null), ("data-line", key)))
        {
            html.Leaf("td", $"{line + 1}", ("class", "number"));
            using (html.Element("td", ("class", "code")))
            {
                var text = file.Lines[line];
                for (var start = 0; start < text.Length;)
                {
                    var comment = file.IsComment(line, start);
                    var end = start;
                    while (end < text.Length && file.IsComment(line, end) == comment) end++;
                    if (comment) html.Leaf("span", text[start..end], ("class", "comment"));
                    else html.Text(text[start..end]);
                    start = end;
                }
            }
        }
    }

    /// <summary>Whether a line is nothing but a comment that numbers a defect.</summary>
    internal static bool IsDefectNote(SourceFile file, int line) => IsMarked(file, line) && IsOnlyComment(file, line);

    private static bool IsMarked(SourceFile file, int line) =>
        DefectMark.Match(file.Lines[line]) is { Success: true, Index: var column } && file.IsComment(line, column);

    string IView.ToText()
    {
        var text = new StringBuilder();
        var width = parts.Max(part => $"{part.Last + 1}".Length);
        foreach (var group in parts.GroupBy(part => part.File))
        {
            text.AppendLine(group.Key.Name);
            var previous = -1;
            foreach (var part in group)
            {
                if (previous >= 0 && !part.Continues) text.AppendLine($"{TextWidth.PadLeft("⋮", width)}");
                for (var line = part.First; line <= part.Last; line++)
                    text.AppendLine((
                        $"{TextWidth.PadLeft($"{line + 1}", width)} {(IsMarked(part.File, line) ? '▶' : '|')} "
                        + Visible.Of(part.File.Lines[line])).TrimEnd());
                previous = part.Last;
            }
        }
        return text.ToString();
    }
}
