using System.Text.Json.Nodes;

namespace EchoNotebooks.TestSupport;

/// <summary>.NET Interactive as its readers have it: the local tool of this repository (.config/dotnet-tools.json).</summary>
public static class InteractiveTool
{
    private const string Package = "microsoft.dotnet-interactive";

    /// <summary>The command that gets it.</summary>
    public const string Mend = "dotnet tool restore";

    /// <summary>The program, to be run by dotnet as the tool's own launcher does; null where the tool is not restored.</summary>
    /// <param name="repository">The folder that holds EchoNotebooks.sln.</param>
    public static string? TryFind(string repository)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(repository, ".config/dotnet-tools.json")))!;
        var version = (string)manifest["tools"]![Package]!["version"]!;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");
        var program = Path.Combine(packages, Package, version, "tools/net10.0/any/Microsoft.DotNet.Interactive.App.dll");
        return File.Exists(program) ? program : null;
    }

    /// <summary>What a front end starts (kernel.json's argv), whose last word is the connection file.</summary>
    public static IReadOnlyList<string> KernelCommand(string program)
    {
        // It takes the first of its ports that is free, and of two kernels that look at once one cannot have it and ends.
        var first = Random.Shared.Next(2_048, 30_000);
        string[] ports = ["--http-local-only", "--http-port-range", $"{first}-{first + 900}"];
        return ["dotnet", program, "jupyter", "--default-kernel", "csharp", .. ports, "{connection_file}"];
    }

    /// <summary>Keeps it from reporting to its maker and from greeting its reader.</summary>
    public static void Quiet(IDictionary<string, string?> environment)
    {
        environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
    }
}
