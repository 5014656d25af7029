using System.Text;

namespace EchoNotebooks.Live;

/// <summary>One client that was connected from the page, with its conversation.</summary>
internal sealed class PageClient
{
    private const int MostLines = 200, MostLetters = 10_000;
    private readonly EchoClient client;
    private readonly Lock gate = new();
    private readonly List<Line> lines = [];
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private int count;

    /// <summary>Whether the last line that was got may still grow: TCP has no lines, and a long one comes in pieces.</summary>
    private bool isOpen;

    public PageClient(EchoClient client)
    {
        this.client = client;
        End = client.LocalEndPoint.ToString();
        Note("연결했다.");
        _ = ListenAsync();
    }

    /// <summary>What was said, or what happened to the connection.</summary>
    /// <param name="Kind">sent, got or note.</param>
    /// <param name="Text">The words; of what was sent and got, one line.</param>
    internal sealed record Line(string Kind, string Text);

    public int Number => client.Number;

    /// <summary>Its own end of the connection.</summary>
    public string End { get; }

    /// <summary>Whether it has said that it sends nothing more.</summary>
    public bool HasFinished { get; private set; }

    /// <summary>Whether its own end is closed.</summary>
    public bool IsClosed => client.IsClosed;

    /// <summary>Whether the server has closed its end.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>How many lines there have been, and pieces of them.</summary>
    public int Count
    {
        get
        {
            lock (gate) return count;
        }
    }

    /// <summary>The conversation, its last lines.</summary>
    public IReadOnlyList<Line> Lines
    {
        get
        {
            lock (gate) return [.. lines];
        }
    }

    /// <summary>Sends a line.</summary>
    public async Task SayAsync(string text)
    {
        // Before it is sent: the answer may be faster than the next line here.
        Add("sent", text);
        await client.SendAsync(text + "\n").ConfigureAwait(false);
    }

    /// <summary>Says that nothing more will be sent (shutdown(2), SHUT_WR).</summary>
    public async Task FinishAsync()
    {
        await client.FinishAsync().ConfigureAwait(false);
        HasFinished = true;
        Note("보내기를 끝냈다: shutdown(SHUT_WR). 서버의 read는 0(EOF)을 돌려받는다.");
    }

    /// <summary>Closes the connection.</summary>
    public async Task CloseAsync()
    {
        if (IsClosed) return;
        await client.CloseAsync().ConfigureAwait(false);
        Note("닫았다: close.");
    }

    /// <summary>Breaks the connection off (SO_LINGER 0, close(2)).</summary>
    public void Reset()
    {
        if (IsClosed) return;
        client.Reset();
        Note("끊었다: RST를 보냈다. 서버의 read는 ECONNRESET으로 실패한다.");
    }

    private async Task ListenAsync()
    {
        var why = await client.ListenAsync(bytes =>
        {
            var letters = new char[decoder.GetCharCount(bytes.Span, flush: false)];
            var parts = new string(letters, 0, decoder.GetChars(bytes.Span, letters, flush: false)).Split('\n');
            for (var i = 0; i < parts.Length; i++) Got(parts[i], isWhole: i < parts.Length - 1);
        }).ConfigureAwait(false);
        if (IsClosed) return;
        IsLeft = true;
        Note(why ?? "서버가 연결을 닫았다: EOF를 받았다.");
    }

    private void Note(string text) => Add("note", text);

    /// <summary>Shows what has come, a line or a piece of one, as it is.</summary>
    private void Got(string text, bool isWhole)
    {
        lock (gate)
        {
            if (isOpen && lines[^1] is { Kind: "got" } last && last.Text.Length < MostLetters)
            {
                if (text.Length > 0)
                {
                    lines[^1] = last with { Text = last.Text + text };
                    count++;
                }
            }
            else if (isWhole || text.Length > 0)
            {
                Add("got", text);
            }
            isOpen = !isWhole && (isOpen || text.Length > 0);
        }
    }

    private void Add(string kind, string text)
    {
        lock (gate)
        {
            lines.Add(new Line(kind, text));
            count++;
            if (lines.Count > MostLines) lines.RemoveAt(0);
        }
    }
}
