using EchoNotebooks.Views;

namespace EchoNotebooks.Live;

/// <summary>Draws moments with the library's own views.</summary>
internal sealed class Pictures(ISubject subject)
{
    /// <summary>
    /// Changes with shorter pauses between them are shown as one: a client is accepted, its child is forked, and both close what they
    /// do not need.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(700);

    /// <summary>A server that never pauses is compared with how it was this long ago.</summary>
    private static readonly TimeSpan LongestBurst = TimeSpan.FromSeconds(2);

    private const int MostInABurst = 400;

    /// <summary>One moment of the history; null where it is not kept.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="kind">before, after, tree, or anything else for what changed.</param>
    public ShownMoment? At(int index, string kind) => subject.At(index) is { } moment
        ? Show(index, moment.Heading, moment.Sentence, moment.Before, moment.After ?? moment.Before, moment.Source, kind)
        : null;

    /// <summary>The present: of a server that runs, with all that has changed since it last paused.</summary>
    /// <param name="kind">As in <see cref="At"/>.</param>
    public ShownMoment Present(string kind)
    {
        var last = subject.Count - 1;
        var now = subject.Now;
        if (subject.At(last) is not { } moment) return Show(-1, "시작", "아직 아무 일도 없다.", now, now, null, kind);
        // A step that was asked for stands alone.
        if (subject.Motion is Motion.Standing or Motion.Waiting && At(last, kind) is { } step) return step;
        var (first, count) = (moment, 1);
        while (count < MostInABurst && subject.At(last - count) is { } earlier
            && first.At - earlier.At < Pause && moment.At - earlier.At < LongestBurst)
            (first, count) = (earlier, count + 1);
        var sentence = count == 1 ? moment.Sentence : $"변화 {count}개가 이어졌다. 마지막 변화: {moment.Sentence}";
        return Show(-1, moment.Heading, sentence, first.Before, now, moment.Source, kind);
    }

    private ShownMoment Show(
        int index, string heading, string sentence, Snapshot before, Snapshot after, SourceLine? source, string kind)
    {
        var labels = subject is TracedSubject ? Labels.OfATimeline : Labels.OfTheMachine;
        var (earlier, later) = (before.With(labels), after.With(labels));
        var difference = later.Since(earlier);
        var html = kind switch
        {
            "tree" => View.ToHtml(((IView)new ProcessTree(after, new Dictionary<string, int>())).WriteHtml),
            "before" => Picture(OwnershipPicture.Of(earlier)),
            "after" => Picture(OwnershipPicture.Of(later)),
            _ => Picture(difference.IsEmpty ? OwnershipPicture.Of(later) : difference.Picture),
        };
        return new ShownMoment(index, heading, sentence, difference.Changes, source?.File, source?.Number ?? 0, html);
    }

    private static string Picture(OwnershipPicture picture) => View.ToHtml(html => OwnershipView.WriteHtml(html, picture));
}
