using System.CommandLine;
using EchoNotebooks.Cli.Running;
using EchoNotebooks.Engine.Files;
using EchoNotebooks.Figures;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Cli.Verbs;

/// <summary>`echonb figures [--check]`: the chapter's figures in img/, drawn from servers that really run.</summary>
internal static class FiguresCommand
{
    private const string Folder = "img";

    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "아무것도 바꾸지 않고, img/의 그림이 지금 그린 것과 같은지만 본다" };
        var command = new Command("figures", "서버를 실제로 돌려 이 장의 그림(img/figure-1.svg~figure-3.svg)을 새로 그린다.") { check };
        command.SetAction((result, ct) => RunAsync(
            result.GetValue(check), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, ct));
        return command;
    }

    /// <returns>The exit code: 0, or 1 where a figure could not be drawn or written, or is not as it should be.</returns>
    private static async Task<int> RunAsync(bool check, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        if (Repository.Root is not { } root)
        {
            errors.WriteLine("저장소를 찾지 못했다. EchoNotebooks.sln이 있는 폴더나 그 아래에서 실행한다.");
            return 1;
        }
        try
        {
            var figures = await ChapterFigures.DrawAsync(ct).ConfigureAwait(false);
            var folder = Path.Combine(root, Folder);
            return check ? Check(folder, figures, output, errors) : Write(folder, figures, output);
        }
        catch (EchoServerException e)
        {
            errors.WriteLine($"그림을 그리지 못했다. {e.Message}");
            return 1;
        }
    }

    private static int Write(string folder, IReadOnlyList<Figure> figures, TextWriter output)
    {
        try
        {
            using var staged = new StagedFiles();
            foreach (var figure in figures) staged.AddText(Path.Combine(folder, figure.FileName), figure.Svg);
            staged.Commit();
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            throw new FileException(folder, e);
        }
        foreach (var figure in figures) output.WriteLine($"{Folder}/{figure.FileName}을 새로 그렸다.");
        return 0;
    }

    private static int Check(string folder, IReadOnlyList<Figure> figures, TextWriter output, TextWriter errors)
    {
        var different = 0;
        foreach (var figure in figures)
        {
            var path = Path.Combine(folder, figure.FileName);
            var committed = File.Exists(path) ? File.ReadAllText(path) : null;
            if (committed == figure.Svg) continue;
            different++;
            errors.WriteLine(committed is null
                ? $"{Folder}/{figure.FileName}이 없다."
                : $"{Folder}/{figure.FileName}이 지금 그린 것과 다르다. {FirstDifference(committed, figure.Svg)}");
        }
        if (different == 0) output.WriteLine($"{Folder}/의 그림 {figures.Count}개가 지금 그린 것과 같다.");
        else errors.WriteLine("echonb figures로 새로 그린 뒤 달라진 것을 눈으로 확인하고 커밋한다.");
        return different == 0 ? 0 : 1;
    }

    private static string FirstDifference(string committed, string drawn)
    {
        var (old, now) = (committed.Split('\n'), drawn.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(old.Length, now.Length)).First(i => i >= old.Length || i >= now.Length || old[i] != now[i]);
        return $"처음 다른 곳은 {line + 1}번째 줄이다.\n  파일: {Line(old)}\n  지금: {Line(now)}";

        string Line(string[] lines) => line < lines.Length ? Visible.OnOneLine(lines[line].Trim()) : "(여기서 끝난다)";
    }
}
