using System.Text;

namespace EchoNotebooks.Cli.CommandLine;

/// <summary>
/// Standard output or standard error. Where it cannot be written to (a full disk behind it), the work goes on: the reason is
/// kept, and nothing more is written.
/// </summary>
internal sealed class RememberingWriter(TextWriter stream) : TextWriter
{
    /// <summary>Why something could not be written; null where all could.</summary>
    public IOException? Failure { get; private set; }

    public override Encoding Encoding => stream.Encoding;

    public override void Write(char value) => Try(() => stream.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => stream.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => stream.Write(value));

    public override void WriteLine(string? value) => Try(() => stream.WriteLine(value));

    public override void Flush() => Try(stream.Flush);

    private void Try(Action write)
    {
        if (Failure is not null) return;
        try
        {
            write();
        }
        catch (IOException e)
        {
            Failure = e;
        }
    }
}
