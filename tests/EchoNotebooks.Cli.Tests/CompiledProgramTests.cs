using EchoNotebooks.Engine.Session;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>The library's compiled C programs lie in the cache that kernels clear of what was not used for an hour.</summary>
public sealed class CompiledProgramTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_in_use_is_not_deleted_however_long_ago_it_was_compiled()
    {
        Need.Program("cc", "install gcc");
        var text = $"int main(void) {{ return 0; }} /* {Guid.NewGuid()} */\n";
        var program = await CCompiler.CompileAsync("old.c", text, Stop);
        var folder = Path.GetDirectoryName(program)!;
        foreach (var again in (bool[])[false, true])
        {
            if (again) Assert.Equal(program, await CCompiler.CompileAsync("old.c", text, Stop));
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-2));
            new LibraryCopies(Path.GetDirectoryName(folder)!, File.Exists).Prune();
            Assert.True(File.Exists(program));
        }
        Directory.Delete(folder, recursive: true);
        File.Delete(folder + ".use");
    }

    [Fact]
    public async Task Who_holds_a_folder_that_another_process_was_deleting_holds_the_folder_that_is_there()
    {
        var root = Directory.CreateTempSubdirectory("use-");
        var folder = Path.Combine(root.FullName, "program");
        using var enough = new CancellationTokenSource();
        var deletes = Task.Run(
            () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    Directory.CreateDirectory(folder);
                    TryDelete(folder);
                }
            },
            Stop);
        try
        {
            for (var held = 0; held < 50;)
            {
                using var mine = UseLock.Hold(folder);
                if (mine is null) continue;
                held++;
                Assert.False(TryDelete(folder));
                Assert.True(Directory.Exists(folder));
            }
        }
        finally
        {
            await enough.CancelAsync();
            await deletes;
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_lock_of_a_file_that_has_lost_its_name_is_none_though_another_file_has_that_name()
    {
        var path = Path.GetTempFileName();
        using (var file = File.OpenRead(path))
        {
            Assert.False(UseLock.IsDeleted(file));
            File.Delete(path);
            File.WriteAllText(path, "");
            Assert.True(UseLock.IsDeleted(file));
        }
        File.Delete(path);
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            UseLock.DeleteUnused(folder, TimeSpan.Zero);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
