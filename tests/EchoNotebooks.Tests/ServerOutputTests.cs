namespace EchoNotebooks.Tests;

/// <summary>What is kept of a server's output, and what messages quote of it.</summary>
public sealed class ServerOutputTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100, 100_000)]
    [InlineData(100_000, 10)]
    [InlineData(10, 1_000_000)]
    [InlineData(30_000, 0)]
    public void However_much_a_server_writes_little_is_kept_and_a_page_of_it_quoted(int lines, int length)
    {
        var output = new ServerOutput();
        var line = new string('가', length);
        for (var i = 1; i <= lines; i++) output.Add($"{i} {line}\n", isError: i % 2 == 0);
        output.Add(line, isError: false);
        Assert.InRange(output.Lines.Sum(kept => (long)kept.Length), 0, 1_200_000);
        Assert.InRange(output.Lines.Count, 1, 10_002);
        Assert.Contains(output.Lines, kept => kept.StartsWith($"{lines} ", StringComparison.Ordinal));
        Assert.InRange(output.Tail.Length, 1, 15_000);
        Assert.Contains($"{lines} ", output.Tail);
    }

    [Fact]
    public void A_short_output_is_quoted_as_it_is()
    {
        var output = new ServerOutput();
        output.Add("하나\n둘\n", isError: false);
        output.Add("셋\n", isError: true);
        Assert.Equal(output.ToString(), output.Tail);
        Assert.Equal("하나\n둘\nstderr: 셋\n", output.Tail);
    }

    [Fact]
    public void A_long_line_is_cut_between_two_characters()
    {
        var output = new ServerOutput();
        output.Add("x" + string.Concat(Enumerable.Repeat("😀", 1000)), isError: false);
        Assert.DoesNotContain('\ufffd', output.Tail);
        Assert.Contains("2001자", output.Tail);
    }

    [Fact]
    public async Task A_message_about_a_server_that_writes_without_end_is_a_page_long()
    {
        const string Script = "i=0; while [ $i -lt 3000 ]; do echo $i; printf '%2000s\n' x; i=$((i+1)); done; exit 7";
        var writes = ServerProgram.Command(["sh", "-c", Script]);
        var error = await Assert.ThrowsAsync<EchoServerException>(() => EchoServer.StartAsync(writes, ct: Stop));
        Assert.Contains("종료 코드 7", error.Message);
        Assert.Contains("2999", error.Message);
        Assert.InRange(error.Message.Length, 100, 15_000);
        Assert.InRange(error.Output.Length, 100, 1_300_000);
    }
}
