using System.CommandLine;
using EchoNotebooks.Cli.Running;
using EchoNotebooks.Engine.Files;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Cli.Verbs;

/// <summary><c>echonb notebooks DIR</c>: the course, copied for a reader who has no repository.</summary>
internal static class NotebooksCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "노트북을 둘 폴더. 없으면 만든다." };
        var command = new Command("notebooks", "강의 노트북을 폴더에 꺼낸다. 있는 파일은 덮어쓰지 않는다.") { folder };
        command.SetAction(parsed => Copy(
            Path.GetFullPath(parsed.GetValue(folder)!), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Copy(string folder, TextWriter output, TextWriter errors)
    {
        var files = Course.Files();
        if (files.Count == 0)
        {
            errors.WriteLine("꺼낼 노트북을 찾지 못했다. 저장소 안에서 실행하거나, 도구를 다시 설치한다: dotnet tool update EchoNotebooks.Cli");
            return Failed;
        }
        if (files.Select(file => Path.Combine(folder, file.To)).FirstOrDefault(Path.Exists) is { } there)
        {
            errors.WriteLine($"{Visible.OnOneLine(there)}: 이미 있는 파일이라 덮어쓰지 않았다. 아무것도 꺼내지 않았으니 다른 폴더를 준다.");
            return Failed;
        }
        try
        {
            using var staged = new StagedFiles();
            foreach (var (from, to) in files) staged.AddText(Path.Combine(folder, to), Course.TextInCopy(from));
            staged.Commit();
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            throw new FileException(folder, e);
        }
        var notebooks = files.Count(file => file.To.EndsWith(".ipynb", StringComparison.Ordinal));
        output.WriteLine($"노트북 {notebooks}개를 꺼냈다: {folder}");
        output.WriteLine($"실행하려면: echonb run {folder}");
        output.WriteLine("VS Code나 주피터에서 열려면 먼저: echonb jupyter install");
        return 0;
    }
}
