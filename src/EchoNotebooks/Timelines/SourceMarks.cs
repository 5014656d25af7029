using System.Text.RegularExpressions;

namespace EchoNotebooks;

/// <summary>
/// Which line of our server in C# makes which call. Comments behind the calls say so, and the head of each file says
/// that they are data: <c>_ = close(serv_sock); // the child's close(serv_sock)</c>. Lines may move and names may change.
/// A line that writes to the screen is found by the text that it writes.
/// </summary>
internal sealed partial class SourceMarks
{
    private readonly Dictionary<(string Role, string Call, string On), SourceLine> marks = [];
    private readonly List<(string Text, SourceLine Line)> texts = [];

    /// <param name="files">The names and texts of the source files.</param>
    internal SourceMarks(IEnumerable<(string Name, string Text)> files)
    {
        foreach (var (name, text) in files)
        {
            var file = new SourceFile(name, text);
            var listing = Listing.OfText(name, text);
            for (var i = 0; i < file.Lines.Count; i++)
            {
                var line = new SourceLine(listing, name, i + 1, file.Lines[i]);
                foreach (Match match in Mark().Matches(file.Lines[i]))
                    if (file.IsComment(i, match.Index))
                        marks.TryAdd((match.Groups["role"].Value, match.Groups["call"].Value, match.Groups["on"].Value), line);
                foreach (Match match in Literal().Matches(file.Lines[i]))
                    if (!file.IsComment(i, match.Index))
                        texts.Add((match.Groups["text"].Value.Replace("\\n", "\n", StringComparison.Ordinal), line));
            }
        }
    }

    /// <summary>The marks in the sources that lie beside the library.</summary>
    public static SourceMarks OfOurServer => Ours.Value;

    private static Lazy<SourceMarks> Ours { get; } = new(() => new(
        LibraryFiles.TryFind("source") is { } folder
            ? Directory.GetFiles(folder, "*.cs").Select(path => (Path.GetFileName(path), File.ReadAllText(path))) : []));

    /// <summary>Whether a source file has such comments.</summary>
    public static bool AreIn(string text) => Mark().IsMatch(text);

    /// <summary>The line that makes a call; null where no mark says so.</summary>
    public SourceLine? Find(TraceStep step, Recording recording)
    {
        // What is closed where no child could be made is closed by another line, which has no mark.
        if (step is { Call: "close", Descriptor: "clnt_sock", Role.Kind: RoleKind.Parent } && recording.LastForkFailed(step)) return null;
        if (step is { Call: "write", Fd: 1 or 2 } && step.Arguments.GetValueOrDefault("data") is string data)
            return texts.Where(text => text.Text.Length > 3 && data.StartsWith(text.Text, StringComparison.Ordinal))
                .OrderByDescending(text => text.Text.Length).FirstOrDefault().Line;
        // A signal ends a process wherever it is.
        if (step.Call == "signal" || step.Arguments.ContainsKey("signal")) return null;
        var role = step.Role.Kind switch
        {
            RoleKind.Parent => "parent",
            RoleKind.Child => "child",
            _ => "",
        };
        var on = step.Call == "wait" ? step.Arguments.GetValueOrDefault("nohang") is true ? "WNOHANG" : "" : step.Descriptor ?? "";
        return marks.GetValueOrDefault((role, step.Call, on))
            ?? (step.Call == "wait" ? null : marks.GetValueOrDefault((role, step.Call, "")));
    }

    [GeneratedRegex(@"the (?<role>parent|child)'s (?<call>[a-z_]+)\((?<on>\w*)\)")]
    private static partial Regex Mark();

    [GeneratedRegex("\"(?<text>[^\"]+)\"")]
    private static partial Regex Literal();
}
