using System.Text;
using System.Text.Json;

namespace EchoNotebooks.Linux.Tests.Tracing;

public sealed class JsonLineBufferTests
{
    [Fact]
    public void A_reader_that_always_leaves_something_makes_no_memory_grow()
    {
        using var lines = new JsonLineBuffer();
        var line = new ProgramEvent.Output("stdout", new string('x', 10_000));
        lines.Add(line);
        for (var i = 0; i < 2_000; i++)
        {
            lines.Add(line);
            lines.Wrote(lines.Count / 2);
        }
        Assert.NotEqual(0, lines.Count);
        Assert.InRange(lines.Capacity, 1, 8 << 20);
    }

    [Fact]
    public void What_waits_is_what_was_added_and_not_written_yet()
    {
        using var lines = new JsonLineBuffer();
        var (added, written) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < 400; i++)
        {
            var text = $"{i} 안녕 {new string('y', 7_000)}";
            lines.Add(new ProgramEvent.Output("stdout", text));
            added.Append(JsonSerializer.Serialize(text)).Append('\n');
            var count = Math.Min(lines.Count, 6_000);
            written.Append(Encoding.Latin1.GetString(lines.Waiting[..count]));
            lines.Wrote(count);
        }
        written.Append(Encoding.Latin1.GetString(lines.Waiting));
        var all = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(written.ToString()));
        Assert.Equal(400, all.Count(c => c == '\n'));
        Assert.Equal(
            added.ToString(),
            string.Concat(all.TrimEnd('\n').Split('\n').Select(line =>
                JsonSerializer.Serialize(JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()) + "\n")));
    }
}
