using System.Diagnostics;
using System.Globalization;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>A running Helpers/make_descriptors.c with the numbers that it said, and what was in its way.</summary>
public sealed class DescriptorHelper : IDisposable
{
    private readonly string program;
    private readonly string folder;
    private readonly Process process;
    private readonly Dictionary<string, int> said = [];

    public DescriptorHelper()
    {
        const string source = "tests/EchoNotebooks.Linux.Tests/Helpers/make_descriptors.c";
        program = CProgram.Compile("make-descriptors", File.ReadAllText(Path.Combine(Need.RepositoryRoot, source)));
        folder = Directory.CreateTempSubdirectory("descriptors-").FullName;
        process = Process.Start(new ProcessStartInfo(program, [folder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        while (process.StandardOutput.ReadLine() is { } line && line != "ready")
        {
            var words = line.Split(' ');
            said.Add(words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
        }
    }

    public int Pid => process.Id;

    public string Folder => folder;

    /// <summary>A descriptor's number or a pid by its name; skips the running test where the machine did not offer it.</summary>
    public int this[string name]
    {
        get
        {
            if (!said.TryGetValue(name, out var number)) Assert.Skip($"the helper could not make {name} on this machine");
            return number;
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60))) process.Kill();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
        File.Delete(program);
    }
}
