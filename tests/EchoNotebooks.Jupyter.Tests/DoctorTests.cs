using System.Text.Json.Nodes;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>What <c>echonb doctor</c> finds.</summary>
public class DoctorTests
{
    [Fact]
    public async Task A_lack_is_told_with_what_is_lost_and_the_command_that_mends_it()
    {
        using var jupyter = await Installed.CreateAsync();
        Assert.True((bool)(await Finding(jupyter, "jupyter"))["ok"]!);
        await jupyter.RunAsync(KernelProcess.Program, "jupyter", "uninstall");
        var lack = await Finding(jupyter, "jupyter");
        Assert.False((bool)lack["ok"]!);
        Assert.NotNull(lack["lost"]);
        Assert.Contains("jupyter install", (string?)lack["mend"]);
    }

    [Fact]
    public async Task Every_finding_of_the_design_is_there_and_people_read_the_same()
    {
        using var jupyter = await Installed.CreateAsync();
        var findings = await Findings(jupyter);
        Assert.Equal(["library", "proc", "ports", "cc", "userns", "ptrace", "kcmp", "native-server", "jupyter", "fonts"],
            findings.Select(finding => (string?)finding!["name"]));
        Assert.All(findings.Where(finding => !(bool)finding!["ok"]!), finding => Assert.NotNull(finding!["mend"]));
        var (exit, text) = await jupyter.RunAsync(KernelProcess.Program, "doctor");
        Assert.Equal(0, exit);
        Assert.Equal(findings.Count(finding => (bool)finding!["ok"]!),
            text.Split('\n').Count(line => line.StartsWith("[됨]", StringComparison.Ordinal)));
    }

    private static async Task<JsonNode> Finding(Installed jupyter, string name) =>
        (await Findings(jupyter)).Single(finding => (string?)finding!["name"] == name)!;

    private static async Task<JsonArray> Findings(Installed jupyter)
    {
        var (exit, output) = await jupyter.RunAsync(KernelProcess.Program, "doctor", "--json");
        Assert.True(exit == 0, output);
        var json = JsonNode.Parse(output)!;
        Assert.Equal(1, (int)json["schema"]!);
        return json["findings"]!.AsArray();
    }
}
