using System.Text.Json;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>The packages that a build downloads are written down, each with its hash.</summary>
public sealed class LockFileTests
{
    private const string Name = "packages.lock.json";

    /// <summary>Packages of the SDK's own version: another SDK restores others.</summary>
    private static readonly string[] OfTheSdk = ["Microsoft.NET.ILLink.Tasks", "runtime.linux", "Microsoft.DotNet.ILCompiler"];

    [Fact]
    public async Task Every_package_that_a_project_takes_is_locked_with_its_hash()
    {
        var files = (await RepositoryFiles.AllAsync()).ToHashSet();
        foreach (var project in files.Where(file => Path.GetExtension(file) == ".csproj"))
        {
            var text = await File.ReadAllTextAsync(Path.Combine(Need.RepositoryRoot, project), TestContext.Current.CancellationToken);
            var file = Path.Combine(Path.GetDirectoryName(project)!, Name);
            Assert.True(files.Contains(file) || !text.Contains("<PackageReference", StringComparison.Ordinal), $"{file} is missing");
        }
        foreach (var file in files.Where(file => Path.GetFileName(file) == Name))
        {
            await using var stream = File.OpenRead(Path.Combine(Need.RepositoryRoot, file));
            using var json = await JsonDocument.ParseAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
            var frameworks = json.RootElement.GetProperty("dependencies").EnumerateObject();
            foreach (var package in frameworks.SelectMany(framework => framework.Value.EnumerateObject()))
            {
                if (package.Value.GetProperty("type").GetString() == "Project") continue;
                Assert.True(package.Value.GetProperty("contentHash").GetString() is { Length: > 80 }, $"{file}: {package.Name} has a hash");
                Assert.DoesNotContain(OfTheSdk, name => package.Name.StartsWith(name, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void The_gate_restores_nothing_else()
    {
        var steps = File.ReadAllText(Path.Combine(Need.RepositoryRoot, ".ci/steps"));
        Assert.Contains("dotnet restore --locked-mode", steps, StringComparison.Ordinal);
    }
}
