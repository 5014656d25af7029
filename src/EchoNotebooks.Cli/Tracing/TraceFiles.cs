using System.Text;

namespace EchoNotebooks.Cli.Tracing;

/// <summary>The files that a trace leaves: JSON lines as they come, the page at the end.</summary>
internal sealed class TraceFiles : IDisposable
{
    private readonly StreamWriter? json;
    private readonly string? html;

    private TraceFiles(StreamWriter? json, string? html) => (this.json, this.html) = (json, html);

    /// <summary>Why the JSON lines could not be written to their end; null where they could.</summary>
    public string? Failure { get; private set; }

    /// <summary>How many lines were written.</summary>
    public int Lines { get; private set; }

    /// <summary>Opens what was asked for, before anything else happens.</summary>
    /// <exception cref="IOException">One of them cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">One of them may not be written.</exception>
    public static TraceFiles Open(TraceRequest request)
    {
        // The page is written at the end: until then an earlier one stays.
        if (request.Html is not (null or "-")) new FileStream(request.Html, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        var json = request.Json switch
        {
            null => null,
            "-" => new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)),
            _ => new StreamWriter(new FileStream(request.Json, FileMode.Create, FileAccess.Write, FileShare.Read), new UTF8Encoding(false)),
        };
        return new(json, request.Html);
    }

    /// <summary>Writes one line; whoever reads along has it at once.</summary>
    public void WriteLine(string line)
    {
        if (json is null || Failure is not null) return;
        try
        {
            json.Write(line);
            json.Write('\n');
            json.Flush();
            Lines++;
        }
        catch (IOException e)
        {
            Failure = e.Message;
        }
    }

    /// <summary>Writes the page.</summary>
    public void WritePage(Timeline timeline)
    {
        if (html is null) return;
        using var output = html == "-"
            ? new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false))
            : new StreamWriter(new FileStream(html, FileMode.Create, FileAccess.Write, FileShare.Read), new UTF8Encoding(false));
        TimelinePage.Write(timeline, output);
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
    }
}
