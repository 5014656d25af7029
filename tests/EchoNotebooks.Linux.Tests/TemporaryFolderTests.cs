namespace EchoNotebooks.Linux.Tests;

/// <summary>A folder that other programs can write to.</summary>
public sealed class TemporaryFolderTests
{
    [Fact]
    public void A_folder_that_a_program_has_removed_is_no_fault()
    {
        using var folder = new TemporaryFolder();
        Directory.Delete(folder.Path);
    }

    [Fact]
    public void What_a_program_has_left_goes_with_the_folder()
    {
        string path;
        using (var folder = new TemporaryFolder())
        {
            path = folder.Path;
            Directory.CreateDirectory(Path.Combine(path, "하나", "둘"));
            File.WriteAllText(Path.Combine(path, "하나", "a.out"), "");
        }
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void A_folder_that_a_program_has_closed_is_no_fault()
    {
        if (Environment.IsPrivilegedProcess) Assert.Skip("root may enter every folder");
        var folder = new TemporaryFolder();
        var inner = Directory.CreateDirectory(Path.Combine(folder.Path, "닫힌 폴더"));
        File.WriteAllText(Path.Combine(inner.FullName, "a"), "");
        File.SetUnixFileMode(inner.FullName, UnixFileMode.None);
        folder.Dispose();
        File.SetUnixFileMode(inner.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(folder.Path, recursive: true);
    }
}
