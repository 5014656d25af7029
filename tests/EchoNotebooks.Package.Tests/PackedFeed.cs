using System.Diagnostics;
using EchoNotebooks.Package.Tests;
using EchoNotebooks.TestSupport;

[assembly: AssemblyFixture(typeof(PackedFeed))]

namespace EchoNotebooks.Package.Tests;

/// <summary>Both packages in a folder that serves as feed, the only one, and the tool installed from it; made once for all tests.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("packages-").FullName;

    /// <summary>The folder that is the feed.</summary>
    public string Folder => Path.Combine(root, "feed");

    /// <summary>The package of the library.</summary>
    public string Library => Path.Combine(Folder, "EchoNotebooks.1.0.0.nupkg");

    /// <summary>The package of the tool.</summary>
    public string Tool => Path.Combine(Folder, "EchoNotebooks.Cli.1.0.0.nupkg");

    /// <summary>An empty folder of its own; it goes with the feed.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(root, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>Lets what a Jupyter starts keep its packages and its temporary files here.</summary>
    public void UseIn(JupyterHome home)
    {
        foreach (var (name, value) in Variables) home.Environment[name] = value;
        home.Environment["NUGET_PACKAGES"] = NewFolder();
        home.Environment["XDG_CACHE_HOME"] = NewFolder();
    }

    private Dictionary<string, string?> Variables => new()
    {
        ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(root, "tmp")).FullName,
        ["DOTNET_CLI_HOME"] = root,
        ["DOTNET_EnableDiagnostics"] = "0",
        // No MSBuild waits for the next build: these tests would leave it behind.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
    };

    public async ValueTask InitializeAsync()
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        await Task.WhenAll(((string[])["EchoNotebooks", "EchoNotebooks.Cli"]).Select(project => DotnetAsync(
            "pack", Path.Combine(Need.RepositoryRoot, "src", project), "-c", configuration, "--no-build", "-v", "q", "-nologo",
            "-o", Folder)));
        var settings = Path.Combine(root, "nuget.config");
        await File.WriteAllTextAsync(settings, $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{Folder}" />
              </packageSources>
            </configuration>
            """);
        await DotnetAsync(
            "tool", "install", "EchoNotebooks.Cli", "--tool-path", Path.Combine(root, "tools"), "--configfile", settings);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The installed tool, called from a folder outside of the repository.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="environment">More variables; null for none.</param>
    /// <param name="arguments">Its arguments.</param>
    public Task<(int Exit, string Output, string Errors)> EchonbAsync(
        string folder, IEnumerable<KeyValuePair<string, string?>>? environment, params string[] arguments) =>
        RunAsync(Path.Combine(root, "tools/echonb"), folder, environment ?? [], arguments);

    private async Task DotnetAsync(params string[] arguments)
    {
        var (exit, output, errors) = await RunAsync(Need.Program("dotnet", "install the .NET SDK"), root, [], arguments);
        Assert.True(exit == 0, $"dotnet {string.Join(' ', arguments)}\n{output}\n{errors}");
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(
        string program, string folder, IEnumerable<KeyValuePair<string, string?>> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables.Concat(environment)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, said[0], said[1]);
    }
}
