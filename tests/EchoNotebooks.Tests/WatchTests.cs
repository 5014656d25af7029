using System.Collections.Concurrent;
using System.Diagnostics;
using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>Pictures that follow a server, shown through a hook of an engine: here one that keeps what it is given.</summary>
[Collection(nameof(CellTests))] // a picture that is followed is told to the same hook as what a cell starts
public sealed class WatchTests : IDisposable
{
    private const string Key = "notebook.cell.display";
    private readonly ConcurrentQueue<string> shown = new();

    public WatchTests() => AppDomain.CurrentDomain.SetData(Key, (Func<object, Action<object>?>)(value =>
    {
        shown.Enqueue(Text(value));
        return next => shown.Enqueue(Text(next));
    }));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => AppDomain.CurrentDomain.SetData(Key, null);

    [Theory]
    [InlineData(Watched.ProcessTree, "클라이언트 2")]
    [InlineData(Watched.Ownership, "자식 프로세스 2")]
    [InlineData(Watched.Zombies, "초부터  2 ")]
    public async Task What_changes_is_shown_and_what_does_not_is_not(Watched what, string sign)
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        server.Watch(what);
        Assert.DoesNotContain(sign, shown.First(), StringComparison.Ordinal);
        // Some looks at a server that does nothing.
        await Task.Delay(400, Stop);
        await server.ConnectManyAsync(2, ct: Stop);
        await SeenAsync(sign);
        await server.DisposeAsync();
        await SeenAsync("서버가 끝났다");
        Assert.All(shown.Zip(shown.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task A_server_that_changes_all_the_time_is_shown_ten_times_a_second_at_most()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var time = Stopwatch.StartNew();
        server.Watch();
        var visits = 0;
        // Until the picture has followed for a while, and would have had many more changes to tell.
        for (; shown.Count < 10 || visits < 100; visits++)
        {
            await using var client = await server.ConnectAsync(Stop);
            await client.EchoAsync("안녕", Stop);
        }
        // One more may stand at each end of the time.
        Assert.InRange(shown.Count, 10, (time.Elapsed.TotalSeconds * 10) + 2);
    }

    [Fact]
    public async Task Of_a_server_that_was_killed_the_last_picture_stays()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        server.Watch(Watched.Ownership);
        await server.KillAsync();
        await SeenAsync("서버가 끝났다");
        // Not an empty picture.
        Assert.Contains("부모 프로세스", shown.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_picture_of_the_same_kind_takes_the_place_of_an_earlier_one()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        server.Watch();
        server.Watch();
        server.Watch(Watched.Ownership);
        await Wait.UntilAsync(
            () => shown.Any(text => text.Contains("더 지켜보지 않는다", StringComparison.Ordinal)), () => string.Join('\n', shown));
        await server.DisposeAsync();
        // Two pictures are followed to the server's end, not three.
        await Wait.UntilAsync(() => Ended() >= 2, () => string.Join('\n', shown));
        Assert.Equal(2, Ended());

        int Ended() => shown.Count(text => text.Contains("서버가 끝났다", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Outside_a_notebook_there_is_nothing_to_show_it_in()
    {
        AppDomain.CurrentDomain.SetData(Key, null);
        await using var server = await EchoServer.StartAsync(ct: Stop);
        Assert.Contains("노트북의 셀 안에서만", Assert.Throws<EchoServerException>(() => server.Watch()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chart_of_children_and_zombies_tells_each_change()
    {
        var chart = new ChildCounts(
            [new(TimeSpan.Zero, 0, 0), new(TimeSpan.FromSeconds(1), 3, 0), new(TimeSpan.FromSeconds(2.5), 3, 2)], TimeSpan.FromSeconds(4));
        var html = View.ToHtml(chart);
        Assert.Contains("지금 자식 프로세스 3개, 좀비 2개. 가장 많을 때 자식 3개, 좀비 2개.", html, StringComparison.Ordinal);
        // 44 to 304 is four seconds, 56 to 176 three children.
        Assert.Contains("M44 176H109V56H206.5V56H304", html, StringComparison.Ordinal);
        Assert.Contains("M44 176H109V176H206.5V96H304", html, StringComparison.Ordinal);
        Assert.Contains("2.5초부터", ((IView)chart).ToText(), StringComparison.Ordinal);
    }

    private static string Text(object value) => ((IView)value).ToText();

    private Task SeenAsync(string sign) =>
        Wait.UntilAsync(() => shown.Last().Contains(sign, StringComparison.Ordinal), () => string.Join('\n', shown));
}
