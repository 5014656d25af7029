namespace EchoNotebooks.Views;

/// <summary>
/// The source of a timeline's view: every file that a step has a line of, to be opened. The comments that number the chapter's
/// defects are left out, and the lines keep their numbers.
/// </summary>
internal static class TimelineSource
{
    public static void Write(MarkupWriter html, IReadOnlyList<ShownStep> steps)
    {
        var files = steps.Select(one => one.Step.Source).OfType<SourceLine>().DistinctBy(source => source.File)
            .Select(source => source.Source.Files.First(file => file.Name == source.File)).ToList();
        using (html.Element("details", ("class", "tl-source tl-pane")))
        {
            html.Leaf("summary", files.Count == 0 ? "소스" : $"소스: {string.Join(", ", files.Select(file => file.Name))}");
            if (files.Count == 0)
            {
                html.Leaf("p", "이 프로그램의 걸음이 소스의 몇 번째 줄인지는 알 수 없다.", ("class", "muted"));
                return;
            }
            using (html.Element("div", ("class", "tl-lines tl-scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "소스")))
                foreach (var file in files)
                {
                    if (files.Count > 1) html.Leaf("p", file.Name, ("style", $"margin:0;font-weight:600;font-family:{Fonts.Mono}"));
                    File(html, file);
                }
        }
    }

    private static void File(MarkupWriter html, SourceFile file)
    {
        using (html.Element("table", ("class", "listing"), ("aria-label", file.Name)))
        using (html.Element("tbody"))
            for (var line = 0; line < file.Lines.Count; line++)
                if (!Listing.IsDefectNote(file, line)) Listing.WriteLine(html, file, line, $"{file.Name}:{line + 1}");
    }
}
