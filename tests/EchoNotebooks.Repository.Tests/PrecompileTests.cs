using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>build/Precompile.targets in a project of its own: what runs is always what was built last.</summary>
public sealed class PrecompileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("precompile-").FullName;

    public PrecompileTests()
    {
        // The ahead-of-time compiler was looked for when this repository was built.
        Directory.CreateDirectory(Path.Combine(folder, "artifacts"));
        var compiler = Path.Combine(Need.RepositoryRoot, "artifacts/precompiled");
        Directory.CreateSymbolicLink(Path.Combine(folder, "artifacts/precompiled"), compiler);
        Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <ArtifactsPath>$(MSBuildThisFileDirectory)artifacts</ArtifactsPath>
                <Optimize Condition="'$(Optimize)' == ''">true</Optimize>
                <PrecompileAssembly Condition="'$(Optimize)' == 'true'">true</PrecompileAssembly>
              </PropertyGroup>
            </Project>
            """);
        Write("Directory.Build.targets", $"<Project><Import Project=\"{Need.RepositoryRoot}/build/Precompile.targets\" /></Project>");
        Write("Small.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
            </Project>
            """);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact(Explicit = true)]
    public async Task A_build_without_optimization_runs_what_it_compiled_and_so_does_the_next_one_with_it()
    {
        WriteProgram("first");
        await BuildAsync();
        Assert.Equal("first, optimized\n", await RunAsync());

        await BuildAsync("-p:Optimize=false");
        Assert.Equal("first, for a debugger\n", await RunAsync());

        WriteProgram("second");
        await BuildAsync("-p:Optimize=false");
        Assert.Equal("second, for a debugger\n", await RunAsync());

        await BuildAsync();
        Assert.Equal("second, optimized\n", await RunAsync());
    }

    private void WriteProgram(string text) => Write("Program.cs", $"""
        using System.Diagnostics;
        using System.Reflection;

        var built = Assembly.GetExecutingAssembly().GetCustomAttribute<DebuggableAttribute>();
        System.Console.WriteLine("{text}, " + (built?.IsJITOptimizerDisabled == true ? "for a debugger" : "optimized"));
        """);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    private Task<string> BuildAsync(params string[] options) => DotnetAsync(["build", "-nologo", "-v:q", .. options]);

    private Task<string> RunAsync() => DotnetAsync("artifacts/bin/Small/debug/Small.dll");

    private async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Need.Program("dotnet", "install the .NET SDK"), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            // No compiler and no MSBuild waits for the next build: this test would leave it behind.
            Environment =
            {
                ["TMPDIR"] = folder,
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
                ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output;
    }
}
