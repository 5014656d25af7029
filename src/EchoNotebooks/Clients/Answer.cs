using System.Text;

namespace EchoNotebooks;

/// <summary>What a server answered to some bytes.</summary>
/// <param name="asked">The bytes.</param>
internal sealed class Answer(ReadOnlyMemory<byte> asked)
{
    /// <summary>How much of an answer is shown.</summary>
    private const int MostShown = 60;

    private readonly List<byte> beginning = [];

    /// <summary>How many bytes came.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the server has closed or reset the connection.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether something came that was not sent.</summary>
    public bool Differs { get; private set; }

    /// <summary>Whether all that was sent came back, and nothing else.</summary>
    public bool IsEcho => !Differs && Length == asked.Length;

    /// <summary>Its beginning as text, on one line.</summary>
    public string Shown
    {
        get
        {
            var text = Visible.OnOneLine(Encoding.UTF8.GetString([.. beginning]));
            return text.Length < MostShown && beginning.Count == Length ? text : $"{text[..Math.Min(text.Length, MostShown)]}…";
        }
    }

    /// <summary>Takes the next bytes; none mean that the connection is closed.</summary>
    public void Add(ReadOnlySpan<byte> next)
    {
        if (next.IsEmpty) IsClosed = true;
        var rest = Length < asked.Length ? asked.Span[(int)Length..] : default;
        Differs |= !rest.StartsWith(next);
        beginning.AddRange(next[..Math.Min(next.Length, MostShown * 4 - beginning.Count)]);
        Length += next.Length;
    }
}
