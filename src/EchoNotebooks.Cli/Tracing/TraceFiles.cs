using System.Text;
using EchoNotebooks.Engine.Files;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks.Cli.Tracing;

/// <summary>
/// The files that a trace leaves: JSON lines as they come, the page at the end. What was in them before stays until
/// there is something to write; a file that was made for nothing is removed.
/// </summary>
internal sealed class TraceFiles : IDisposable
{
    private readonly List<string> made = [];
    private readonly string? html;
    private readonly string? path;
    private StreamWriter? json;

    private TraceFiles(TraceRequest request) => (path, html) = (request.Json, request.Html);

    /// <summary>Why the JSON lines could not be written to their end; null where they could.</summary>
    public string? Failure { get; private set; }

    /// <summary>How many lines were written.</summary>
    public int Lines { get; private set; }

    /// <summary>Opens what was asked for, before anything else happens.</summary>
    /// <exception cref="FileException">One of them cannot be written.</exception>
    public static TraceFiles Open(TraceRequest request)
    {
        var files = new TraceFiles(request);
        try
        {
            if (request.Html is not (null or "-")) files.OpenOrMake(request.Html).Dispose();
            if (request.Json is { } json) files.json = Writer(json == "-" ? Console.OpenStandardOutput() : files.OpenOrMake(json));
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Writes one line; a reader of the file has it at once.</summary>
    public void WriteLine(string line)
    {
        if (json is null || Failure is not null) return;
        try
        {
            if (Lines == 0 && json.BaseStream is FileStream { CanSeek: true, Length: > 0 } earlier) earlier.SetLength(0);
            json.Write(line);
            json.Write('\n');
            json.Flush();
            Lines++;
        }
        catch (IOException e)
        {
            Failure = new FileException(path!, e).Message;
        }
    }

    /// <summary>Writes the page.</summary>
    /// <exception cref="FileException">It cannot be written to its end.</exception>
    public void WritePage(Timeline timeline)
    {
        if (html is null) return;
        try
        {
            using var staged = new StagedFiles();
            using (var output = Writer(html == "-" ? Console.OpenStandardOutput() : Page(html, staged)))
                TimelinePage.Write(timeline, output);
            staged.Commit();
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            throw new FileException(html, e);
        }
    }

    public void Dispose()
    {
        try
        {
            json?.Dispose();
        }
        catch (IOException)
        {
            // Said already, when a line could not be written.
        }
        foreach (var file in made) RemoveIfEmpty(file);
    }

    /// <summary>A terminal or a device is written to, and never replaced by a file.</summary>
    private static FileStream Page(string html, StagedFiles staged) =>
        RegularFile.Is(html) ? staged.Add(html) : new FileStream(html, FileMode.Create, FileAccess.Write, FileShare.Read);

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false));

    private static void RemoveIfEmpty(string file)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: 0 }) File.Delete(file);
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            // The folder has become read-only meanwhile: an empty file stays.
        }
    }

    private FileStream OpenOrMake(string file)
    {
        try
        {
            var isNew = !Path.Exists(file);
            var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            if (isNew) made.Add(file);
            return stream;
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            throw new FileException(file, e);
        }
    }
}
