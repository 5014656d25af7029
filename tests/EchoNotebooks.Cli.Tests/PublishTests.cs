using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>What <c>echonb run --publish</c> leaves of two runs.</summary>
public sealed partial class PublishTests : IDisposable
{
    private const string Server = """
        await using (var server = await EchoServer.TraceOrStepAsync(ServerProgram.CSharp))
        {
            var client = await server.ConnectAsync();
            await server.RunUntilAsync(After.Fork);
            display(server.Snapshot());
            // Not that of the step, in which the child still runs or has already been stopped.
            display(server.Snapshot().AsTwoColumns());
            Console.WriteLine($"pid {server.Pid}, 127.0.0.1:{server.Port}");
            // Up to fork only one process runs: nothing but its program decides the order of the steps.
            if (server is TracedServer traced) display(traced.Timeline);
        }
        """;

    private readonly NotebookFolder first = new();
    private readonly NotebookFolder second = new();

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }

    [Fact(Explicit = true)]
    public async Task Two_runs_of_a_notebook_differ_only_in_where_and_when_they_ran()
    {
        // Numbers keep their digits: a run in which the machine comes to one more digit is not compared.
        for (var run = 1; ; run++)
        {
            var digits = (await PublishAsync(first), await PublishAsync(second));
            if (digits.Item1 == digits.Item2) break;
            Assert.True(run < 5, $"{digits.Item1}\n{digits.Item2}");
        }
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(first.Output, "a.ipynb"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(second.Output, "a.ipynb"), TestContext.Current.CancellationToken));
        Assert.Equal(WithoutOrigin(first, "a.html"), WithoutOrigin(second, "a.html"));
        var outputs = first.Executed("a.ipynb")["cells"]![1]!["outputs"]!.AsArray();
        Assert.Equal(2, outputs.Count(output => output!["data"]?["image/svg+xml"] is not null));
        Assert.True(File.Exists(Path.Combine(first.Book, ".nojekyll")));
    }

    /// <summary>Runs the notebook.</summary>
    /// <returns>How many digits its numbers have.</returns>
    private static async Task<string> PublishAsync(NotebookFolder folder)
    {
        var library = Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");
        folder.Add("a.ipynb", $"#r \"{library}\"\nusing EchoNotebooks;", Server);
        var (code, output, errors) = await EchonbProcess.RunAsync(folder.Root, folder.Run("--publish", folder.Notebooks));
        Assert.True(code == 0, output + errors);
        return string.Join(' ', Digits().Matches(folder.OutputOf("a.ipynb", 2)).Select(match => match.Length).Distinct().Order());
    }

    private static string WithoutOrigin(NotebookFolder folder, string page) =>
        Origin().Replace(File.ReadAllText(Path.Combine(folder.Book, page)), "");

    [GeneratedRegex(@"(?:pid |inode )\d+")]
    private static partial Regex Digits();

    [GeneratedRegex("""<footer class="origin">.*?</footer>""", RegexOptions.Singleline)]
    private static partial Regex Origin();
}
