using System.Diagnostics;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// A picture in a cell's output that follows a server: the kernel is asked ten times a second, and a changed picture replaces the one
/// before.
/// </summary>
internal sealed class ServerWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>More moments than a chart can show apart.</summary>
    private const int MostCounts = 2000;

    private const string Over = "서버가 끝났다. 마지막으로 본 모습이다.";
    private const string NoLonger = "더 지켜보지 않는다. 마지막으로 본 모습이다.";

    private readonly ServerProcess process;
    private readonly Watched what;
    private readonly Stopwatch time = Stopwatch.StartNew();
    private readonly List<ChildCount> counts = [];
    private string shown = "";
    private IView? last;

    /// <summary>How high the highest drawing was, in pixels.</summary>
    private double highest;

    /// <summary>Whether its cell has failed, or another picture follows the server now.</summary>
    private volatile bool isOver;

    private ServerWatch(ServerProcess process, Watched what)
    {
        this.process = process;
        this.what = what;
    }

    /// <summary>Shows the picture in the cell that runs, and begins to follow.</summary>
    /// <exception cref="EchoServerException">No cell of a notebook runs.</exception>
    public static ServerWatch Begin(ServerProcess process, Watched what)
    {
        var watch = new ServerWatch(process, what);
        var replace = DisplayHook.Show(watch.Look().Picture)
            ?? throw new EchoServerException("Watch는 노트북의 셀 안에서만 쓸 수 있다. 노트북 밖에서는 Snapshot이나 ProcessTree를 되풀이해 부른다.");
        FailureHook.OnFailure(watch.End);
        // A change belongs to the cell that runs then, not to the cell that called Watch.
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => watch.FollowAsync(replace));
        return watch;
    }

    /// <summary>The picture stays as it is, and says so.</summary>
    public void End() => isOver = true;

    private async Task FollowAsync(Action<object> replace)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
            {
                if (isOver)
                {
                    replace(Picture(NoLonger));
                    return;
                }
                var (picture, isChanged, isLast) = Look();
                if (isChanged || isLast) replace(picture);
                if (isLast) return;
            }
        }
        catch (EchoServerException)
        {
            // The server was ended because its cell ran again, and may not be asked any more.
            replace(Picture(Over));
        }
    }

    private (WatchedPicture Picture, bool IsChanged, bool IsLast) Look()
    {
        var now = process.Snapshot();
        if (last is not null && now.Facts.Processes.Length == 0) return (Picture(Over), true, true);
        var count = new ChildCount(time.Elapsed, now.Children.Count, now.Zombies.Count);
        if (counts.Count == 0 || counts[^1] with { Time = count.Time } != count) counts.Add(count);
        if (counts.Count > MostCounts) counts.RemoveAt(0);
        IView view = what switch
        {
            Watched.Ownership => new WatchedOwnership(now.AsTwoColumns()),
            Watched.Zombies => new ChildCounts([.. counts], time.Elapsed),
            _ => ProcessTree.OfNow(now, process.Clients.ByEnd()),
        };
        var text = what == Watched.Zombies ? $"{counts.Count} {counts[^1]}" : view.ToText();
        var isChanged = text != shown;
        shown = text;
        if (isChanged) highest = Math.Max(highest, view switch
        {
            WatchedOwnership ownership => ownership.Height,
            ProcessTree tree => new TreeDrawing(tree).Height,
            _ => 0,
        });
        last = view;
        var isLast = process.IsOver;
        return (Picture(isLast ? Over : null), isChanged, isLast);
    }

    /// <param name="end">Why it is not followed any more; null while it is.</param>
    private WatchedPicture Picture(string? end) =>
        new(last!, end ?? "지켜보는 중이다. 서버가 움직이면 그림이 바뀐다.", highest, keepsPlace: end is null);
}
