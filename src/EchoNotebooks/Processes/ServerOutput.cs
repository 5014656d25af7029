using System.Text;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// What a server has written so far, in the order in which it arrived. Live: it grows while the server runs, and a
/// cell that shows it again shows more.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class ServerOutput : IView
{
    // A server that writes without end must not fill the notebook's memory: a character takes two bytes, a line about fifty more.
    private const int MostLines = 10_000;
    private const int MostInALine = 100_000;
    private const int MostCharacters = 1_000_000;

    // A message that quotes the output is read by a person.
    private const int MostQuotedLines = 40;
    private const int MostQuotedInALine = 200;

    private readonly Lock gate = new();
    private readonly Queue<Line> lines = [];
    private readonly StringBuilder[] begun = [new(), new()];
    private readonly List<(string Text, TaskCompletionSource<string> Found)> waiting = [];
    private int characters;
    private long dropped;

    internal ServerOutput()
    {
    }

    private readonly record struct Line(string Text, bool IsError);

    /// <summary>
    /// The lines so far, without their line ends, standard output and standard error together; a line that is not finished
    /// comes last.
    /// </summary>
    public IReadOnlyList<string> Lines => [.. All().Select(line => line.Text)];

    /// <summary>The lines, each with its line end.</summary>
    public override string ToString() => ((IView)this).ToText();

    /// <summary>Called for every finished line of standard error; true keeps the line out of the output.</summary>
    internal Func<string, bool>? OnErrorLine { get; set; }

    /// <summary>Whether every process that could write more has ended.</summary>
    internal bool IsOver { get; set; }

    /// <summary>The last lines, each cut where it is long: what a message quotes.</summary>
    internal string Tail
    {
        get
        {
            var all = All();
            if (all.Count == 0) return Nothing + "\n";
            var before = all.Count - MostQuotedLines;
            var last = all.TakeLast(MostQuotedLines).Select(line => line with { Text = Cut(line.Text) });
            return (before > 0 ? $"(앞의 {before}줄은 줄였다)\n" : "") + ToText(last);
        }
    }

    internal void Add(string text, bool isError)
    {
        lock (gate)
        {
            var line = begun[isError ? 1 : 0];
            foreach (var part in text.AsSpan().EnumerateRunes())
                if (part.Value == '\n') Finish(line, isError);
                else if (line.Length < MostInALine) line.Append(part);
        }
    }

    /// <summary>A finished line that contains a text, from the first line on; waits until there is one.</summary>
    internal async Task<string> WaitForAsync(string text, TimeSpan timeout, Task ended)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            foreach (var line in lines)
                if (line.Text.Contains(text, StringComparison.Ordinal)) return line.Text;
            waiting.Add((text, found));
        }
        using var timer = new CancellationTokenSource();
        await Task.WhenAny(found.Task, ended, Task.Delay(timeout, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        lock (gate) waiting.RemoveAll(entry => entry.Found == found);
        if (found.Task.IsCompleted) return await found.Task.ConfigureAwait(false);
        var why = ended.IsCompleted ? "서버가 끝났고 더 쓸 수 없다" : $"{timeout.TotalSeconds:0.#}초를 기다렸다";
        throw new EchoServerException(
            $"서버의 출력에 \"{Visible.OnOneLine(text)}\"가 나오지 않았다: {why}. 지금까지의 출력:\n{Tail}")
        { Output = ToString() };
    }

    private void Finish(StringBuilder begunLine, bool isError)
    {
        var text = begunLine.ToString().TrimEnd('\r');
        begunLine.Clear();
        if (isError && OnErrorLine?.Invoke(text) == true) return;
        lines.Enqueue(new Line(text, isError));
        characters += text.Length;
        while (lines.Count > MostLines || characters > MostCharacters)
        {
            characters -= lines.Dequeue().Text.Length;
            dropped++;
        }
        foreach (var (_, found) in waiting.Where(entry => text.Contains(entry.Text, StringComparison.Ordinal))) found.TrySetResult(text);
    }

    private List<Line> All()
    {
        lock (gate)
        {
            List<Line> all = [.. lines];
            for (var i = 0; i < begun.Length; i++)
                if (begun[i].Length > 0) all.Add(new Line(begun[i].ToString(), i == 1));
            if (dropped > 0) all.Insert(0, new Line($"(앞의 {dropped}줄은 버렸다)", false));
            return all;
        }
    }

    void IView.WriteHtml(MarkupWriter html)
    {
        var all = All();
        if (all.Count == 0)
        {
            html.Leaf("p", Nothing, ("class", "muted"), ("style", "margin:0"));
            return;
        }
        // One element for all: a page's own margins between elements would tear the lines apart.
        using (html.Element("pre", ("style", "white-space:pre-wrap;overflow-wrap:anywhere")))
            foreach (var line in all)
                if (line.IsError)
                    using (html.Element("span", ("style", ErrorLook)))
                    {
                        html.Leaf("span", "stderr ", ("class", "muted"));
                        html.Text(line.Text.Length == 0 ? " " : line.Text);
                    }
                else
                    html.Text(line.Text + "\n");
    }

    string IView.ToText()
    {
        var all = All();
        if (all.Count == 0) return Nothing + "\n";
        return ToText(all);
    }

    private static string ToText(IEnumerable<Line> lines) =>
        string.Concat(lines.Select(line => $"{(line.IsError ? "stderr: " : "")}{Visible.Of(line.Text)}\n"));

    private static string Cut(string line)
    {
        if (line.Length <= MostQuotedInALine) return line;
        var kept = char.IsHighSurrogate(line[MostQuotedInALine - 1]) ? MostQuotedInALine - 1 : MostQuotedInALine;
        return $"{line[..kept]}… (이 줄은 {line.Length}자이다)";
    }

    private string Nothing => IsOver ? "(아무것도 출력하지 않고 끝났다)" : "(아직 아무것도 출력하지 않았다)";

    private static string ErrorLook { get; } =
        $"display:block;border-left:4px double {Colours.Changed.Css};padding-left:8px";
}
