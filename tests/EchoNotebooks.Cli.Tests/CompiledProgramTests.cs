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
}
