using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// Finds the line of the source that a step belongs to, from what the program itself says: our server in C# by the
/// marks in its source, any other by the address of the call and the program's debug information. Any thread may ask.
/// </summary>
internal sealed class SourceLines(Recording recording)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string File, ulong Address), SourceLine?> known = [];
    private readonly Dictionary<string, Listing?> files = [];

    public SourceLine? Of(TraceStep step)
    {
        if (recording.Program is { IsOurServer: true, HasMarks: false }) return null;
        if (recording.Program.IsOurServer || Path.GetFileName(step.ProgramFile) == ServerProgram.OurServer)
            return SourceMarks.OfOurServer.Find(step, recording);
        if (step.ProgramFile is not { } file || step.Caller is not { } address) return null;
        lock (gate)
        {
            if (known.TryGetValue((file, address), out var line)) return line;
            // One question for all addresses that have come so far.
            var callers = recording.CallersIn(file).Append(address).Where(caller => !known.ContainsKey((file, caller))).Distinct().ToList();
            var places = IsAsItRan(file) ? DebugInformation.Lines(file, callers) : [];
            foreach (var caller in callers) known[(file, caller)] = Line(file, places.GetValueOrDefault(caller));
            return known[(file, address)];
        }
    }

    /// <summary>A program that was built again since the recording has other addresses.</summary>
    private bool IsAsItRan(string file) => File.Exists(file) && File.GetLastWriteTimeUtc(file) <= recording.Start.TakenAt.UtcDateTime;

    private SourceLine? Line(string program, (string Path, int Number) place)
    {
        if (place.Path is null) return null;
        if (!files.TryGetValue(place.Path, out var source)) files[place.Path] = source = Open(program, place.Path);
        return source is not null && place.Number >= 1 && place.Number <= source.Text.Count
            ? new SourceLine(source, Path.GetFileName(place.Path), place.Number, source.Text[place.Number - 1])
            : null;
    }

    /// <summary>The source that a program of ours was made of, or the file as it lies on this machine.</summary>
    private Listing? Open(string program, string path)
    {
        // The compiler's folder has another name by now; the text is the one that was compiled.
        if (recording.Program.SourceFile is { } own) return Path.GetFileName(path) == own ? recording.Program.Source.Whole : null;
        try
        {
            // Edited since it was compiled: its lines are others.
            return RegularFile.Is(path) && File.GetLastWriteTimeUtc(path) <= File.GetLastWriteTimeUtc(program)
                ? Listing.OfText(Path.GetFileName(path), File.ReadAllText(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
