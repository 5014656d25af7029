namespace EchoNotebooks.Cli.Tests;

/// <summary>What <c>echonb jupyter</c> says when the kernel is installed.</summary>
public sealed class JupyterCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task An_installation_says_the_command_that_removes_it_from_where_it_is()
    {
        var prefix = Path.Combine(folder, "my jupyter");
        var (exit, output, errors) = await EchonbProcess.RunAsync(folder, "jupyter", "install", "--prefix", "my jupyter");
        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains("\"C# (EchoNotebooks)\"를 설치했다", output);
        Assert.Contains($"echonb jupyter uninstall --prefix '{prefix}'", output);
        Assert.Contains($"dotnet run --project src/EchoNotebooks.Cli -- jupyter uninstall --prefix '{prefix}'", output);
        // The command that was said, from elsewhere.
        (exit, _, errors) = await EchonbProcess.RunAsync("/", "jupyter", "uninstall", "--prefix", prefix);
        Assert.Equal((0, ""), (exit, errors));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(prefix, "share/jupyter/kernels")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said_in_Korean_alone()
    {
        var (exit, _, errors) = await EchonbProcess.RunAsync(folder, "jupyter", "install", "--prefix", "/proc");
        Assert.Equal(1, exit);
        Assert.Contains("/proc/share/jupyter", errors);
        Assert.Contains("--prefix", errors);
        Assert.DoesNotContain("Could not", errors);
        Assert.DoesNotContain("denied", errors);
    }
}
