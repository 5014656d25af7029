using EchoNotebooks.Cli.Grading;

namespace EchoNotebooks.Cli.Tests;

/// <summary>The folder of a judge, which a submission can write to.</summary>
public sealed class JudgeFolderTests
{
    [Fact]
    public void A_folder_that_a_submission_has_removed_does_not_end_the_grading()
    {
        using var folder = new JudgeFolder();
        Directory.Delete(folder.Path);
    }

    [Fact]
    public void What_a_submission_has_left_goes_with_the_folder()
    {
        string path;
        using (var folder = new JudgeFolder())
        {
            path = folder.Path;
            Directory.CreateDirectory(Path.Combine(path, "하나", "둘"));
            File.WriteAllText(Path.Combine(path, "하나", "a.out"), "");
        }
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void A_folder_that_a_submission_has_closed_does_not_end_the_grading()
    {
        if (Environment.IsPrivilegedProcess) Assert.Skip("root may enter every folder");
        var folder = new JudgeFolder();
        var inner = Directory.CreateDirectory(Path.Combine(folder.Path, "닫힌 폴더"));
        File.WriteAllText(Path.Combine(inner.FullName, "a"), "");
        File.SetUnixFileMode(inner.FullName, UnixFileMode.None);
        folder.Dispose();
        File.SetUnixFileMode(inner.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(folder.Path, recursive: true);
    }
}
