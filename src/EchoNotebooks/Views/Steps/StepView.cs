namespace EchoNotebooks.Views;

/// <summary>One step as before, after, and what changed; the same for a server that stops itself and for one that is traced.</summary>
internal static class StepView
{
    private static readonly string Halves = Assets.Sheet("halves.css");

    /// <summary>The call as a trace tells it, and below it what it means.</summary>
    public static void WriteHead(MarkupWriter html, string call, string sentence)
    {
        html.Leaf("p", call, ("style", $"font-family:{Fonts.Mono};font-weight:700;font-size:17px;margin:0;overflow-wrap:anywhere"));
        html.Leaf("p", sentence, ("style", "margin:0"));
    }

    /// <summary>The line of the source that made the call.</summary>
    public static void WriteSource(MarkupWriter html, SourceLine source)
    {
        using (html.Element("p", ("style", "margin:0"))) WriteQuote(html, source);
    }

    /// <summary>A line of the source with its place.</summary>
    public static void WriteQuote(MarkupWriter html, SourceLine source)
    {
        html.Leaf("span", $"{source.File} {source.Number}번째 줄: ", ("class", "muted"));
        html.Leaf("code", source.Text.Trim());
    }

    /// <summary>
    /// Before and after, everything at the same spot in both: side by side where there is room, otherwise one picture with a
    /// switch that stands at what changed; where scripts are off, one below the other. The switch is a group of radio buttons,
    /// so arrow keys work it. Its form sends nothing: it keeps the buttons of
    /// one step from those of another.
    /// </summary>
    public static void WriteBeforeAndAfter(MarkupWriter html, Snapshot before, Snapshot after)
    {
        var then = OwnershipPicture.Of(before.With(Labels.OfATimeline));
        var now = OwnershipPicture.Of(after.With(Labels.OfATimeline).Since(before.With(Labels.OfATimeline)));
        var places = new Places();
        // What there is in either of them stands in the later one, so that one gives the places.
        var atNow = places.Next(now);
        var atThen = places.Next(then);
        var layout = new OwnershipLayout([(now, atNow), (then, atThen)], isCompact: true);
        // Side by side only where the letters of both can be read.
        var side = 2 * Cards.Least(layout.Width) + 16;
        OwnershipView.WriteSheet(html, layout.Width, Halves.Replace("SIDE", $"{side}", StringComparison.Ordinal));
        using (html.Element("form", ("method", "dialog"), ("class", $"en-ba en-s{side}")))
        {
            Switch(html);
            using (html.Element("div", ("class", "en-halves")))
            {
                Half("en-half en-before", "전", then, new(then, atThen, layout));
                Half("en-half en-now", "후", now, new(now, atNow, layout));
            }
        }
        ChoiceKeys.Write(html);
        OwnershipView.WriteChanges(html, now.Changes);

        void Half(string name, string title, OwnershipPicture picture, OwnershipDrawing drawing)
        {
            using (html.Element("figure", ("class", name)))
            {
                html.Leaf("figcaption", picture.Caption is { } caption ? $"{title}: {caption}" : title);
                OwnershipView.WritePicture(html, picture, drawing, $"{title}: {picture.Title}");
            }
        }
    }

    public static string ToText(Snapshot before, Snapshot after)
    {
        var diff = after.Since(before);
        return $"{OwnershipView.ChangesAsText(diff.Changes)}\n전: {((IView)before).ToText()}\n후: {OwnershipView.ToText(diff.Picture)}";
    }

    private static void Switch(MarkupWriter html)
    {
        using (html.Element("fieldset", ("class", "en-switch"), ("aria-label", "보일 그림")))
        {
            Radio("전", "en-b", null);
            Radio("후", "en-a", null);
            Radio("바뀐 것", "en-d", "");
            using (html.Element("label"))
            {
                html.Void("input", ("type", "checkbox"), ("class", "en-big"));
                html.Text("크게 보기");
            }
        }

        void Radio(string name, string shows, string? isChecked)
        {
            using (html.Element("label", ("class", "en-which")))
            {
                html.Void("input", ("type", "radio"), ("name", "show"), ("class", shows), ("checked", isChecked));
                html.Text(name);
            }
        }
    }
}
