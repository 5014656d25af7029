using EchoNotebooks.Cli.Publishing;

namespace EchoNotebooks.Cli.Tests;

/// <summary>What stands in a published notebook for the numbers of one run.</summary>
public class KernelNumbersTests
{
    [Theory]
    [InlineData("부모 프로세스  pid 4711 · 대기(S)", "부모 프로세스  pid 1001 · 대기(S)")]
    [InlineData("removed proc id: 98765", "removed proc id: 10001")]
    [InlineData("자식(pid 4711)의 PPid: 815 → 1", "자식(pid 1001)의 PPid: 1002 → 1")]
    [InlineData("waitpid(-1, WNOHANG) = 4711 (자식 프로세스 1)", "waitpid(-1, WNOHANG) = 1001 (자식 프로세스 1)")]
    [InlineData("fork()<span class=\"tl-result\"> = 4711</span>", "fork()<span class=\"tl-result\"> = 1001</span>")]
    [InlineData("127.0.0.1:43210 ↔ 127.0.0.1:54321 · 127.0.0.1:8080", "127.0.0.1:50001 ↔ 127.0.0.1:50002 · 127.0.0.1:8080")]
    [InlineData("<g data-key=\"descriptor 4711/645321 3\"></g>", "<g data-key=\"descriptor 1001/100001 3\"></g>")]
    [InlineData("<g data-key=\"object Socket:12345:\"></g><td>12345</td>", "<g data-key=\"object Socket:10001:\"></g><td>10001</td>")]
    [InlineData("{\"pid\": 4711, \"fd\": 4711}", "{\"pid\": 1001, \"fd\": 4711}")]
    [InlineData("pid 4711, read = 4711, 4711줄, 0.4711초", "pid 1001, read = 4711, 4711줄, 0.4711초")]
    [InlineData("main의 줄 6023, 2026-11-27", "main의 줄 6023, 2026-11-27")]
    public void A_number_is_replaced_where_the_output_says_what_it_is(string text, string published) =>
        Assert.Equal(published, Published(text)[0]);

    [Fact]
    public void One_process_has_one_number_in_every_output() =>
        Assert.Equal(
            ["pid 1001, pid 1002", "proc id: 1002", "socket:[100001]"],
            Published("pid 4711, pid 4713", "proc id: 4713", "socket:[234567]"));

    [Fact]
    public void Processes_that_started_in_one_clock_tick_are_published_as_those_of_two() =>
        Assert.Equal(
            Published("data-key=\"process 4711/645321\"", "data-key=\"process 4712/645321\""),
            Published("data-key=\"process 4711/645321\"", "data-key=\"process 4712/645322\""));

    [Fact]
    public void What_is_published_once_more_stays_as_it_is()
    {
        string[] texts = ["pid 98765", "pid 42", "127.0.0.1:60000", "inode 7654321", "pid 1"];
        var once = Published(texts);
        Assert.Equal(once, Published(once));
    }

    private static string[] Published(params string[] texts)
    {
        var numbers = new KernelNumbers();
        foreach (var text in texts) numbers.Read(text);
        return [.. texts.Select(numbers.Publish)];
    }
}
