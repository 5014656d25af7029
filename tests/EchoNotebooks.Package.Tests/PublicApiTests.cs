using EchoNotebooks.TestSupport;
using PublicApiGenerator;

namespace EchoNotebooks.Package.Tests;

/// <summary>
/// What readers' cells and programs may use of the package. The lists are rewritten with
/// <c>UPDATE_GOLDEN=1 dotnet test --project tests/EchoNotebooks.Package.Tests</c>.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(EchoServer))]
    [InlineData(typeof(Linux.DescriptorSnapshot))]
    public void The_public_types_and_members_are_those_that_are_listed(Type type)
    {
        var assembly = type.Assembly;
        var list = Path.Combine(
            Need.RepositoryRoot, "tests/EchoNotebooks.Package.Tests/Golden", assembly.GetName().Name + ".PublicApi.txt");
        var now = assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(list, now);
        Assert.Equal(File.ReadAllText(list), now);
    }
}
