using System.Diagnostics;
using System.Xml.Linq;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>`echonb figures` as a process of its own, in a folder that looks like the repository.</summary>
public sealed class FiguresCommandTests(FiguresCommandTests.Drawn drawn) : IClassFixture<FiguresCommandTests.Drawn>
{
    private static readonly string[] Names = [.. from narrow in new[] { "", ".narrow" } from n in "123" select $"figure-{n}{narrow}.svg"];

    [Fact]
    public async Task Two_runs_draw_the_same_bytes_and_they_are_those_of_img()
    {
        Assert.Equal(Names.Select(name => File.ReadAllText(Path.Combine(Need.RepositoryRoot, "img", name))), Names.Select(Read));
        Assert.Equal(0, (await FiguresAsync(drawn.Folder, "--check")).Exit);
    }

    [Fact]
    public void The_figures_are_standalone_svg_with_korean_names_and_no_number_of_the_machine()
    {
        foreach (var name in Names)
        {
            var svg = XDocument.Parse(Read(name)).Root!;
            XNamespace space = "http://www.w3.org/2000/svg";
            Assert.Equal(space + "svg", svg.Name);
            Assert.NotEmpty(svg.Element(space + "title")!.Value);
            Assert.NotEmpty(svg.Element(space + "desc")!.Value);
            var texts = svg.Descendants(space + "text").Select(text => text.Value);
            var said = string.Join('\n', texts.Append(svg.Element(space + "desc")!.Value));
            Assert.DoesNotMatch(@"\d{3,}|pid|127\.|inode", said);
            Assert.Contains("부모 프로세스", said);
            Assert.DoesNotContain("var(", Read(name)); // no page's variable reaches an image
        }
        foreach (var narrow in new[] { "", ".narrow" })
        {
            var clients = Texts($"figure-1{narrow}.svg").Where(text => text.StartsWith("클라이언트 ", StringComparison.Ordinal));
            Assert.Equal(5, clients.Count(text => text.Length == 7));
            Assert.Equal(4, CountOf("디스크립터 2개", $"figure-2{narrow}.svg"));
            Assert.Equal(4, CountOf("디스크립터 1개", $"figure-3{narrow}.svg"));
        }
    }

    [Fact]
    public async Task Check_names_the_file_that_differs_and_where_and_changes_nothing()
    {
        using var copy = new Drawn();
        foreach (var name in Names) File.Copy(drawn.PathOf(name), copy.PathOf(name));
        var changed = Read("figure-2.svg").Replace("LISTEN", "LISTEM", StringComparison.Ordinal);
        await File.WriteAllTextAsync(copy.PathOf("figure-2.svg"), changed, TestContext.Current.CancellationToken);
        File.Delete(copy.PathOf("figure-3.svg"));
        var (exit, _, errors) = await FiguresAsync(copy.Folder, "--check");
        Assert.Equal(1, exit);
        Assert.Contains("img/figure-2.svg이 지금 그린 것과 다르다", errors);
        Assert.Contains("LISTEM", errors);
        Assert.Contains("img/figure-3.svg이 없다", errors);
        Assert.DoesNotContain("figure-1", errors);
        Assert.Equal(changed, await File.ReadAllTextAsync(copy.PathOf("figure-2.svg"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(copy.PathOf("figure-3.svg")));
    }

    private int CountOf(string text, string name) => Texts(name).Count(one => one == text);

    private IEnumerable<string> Texts(string name) =>
        XDocument.Parse(Read(name)).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value);

    private string Read(string name) => File.ReadAllText(drawn.PathOf(name));

    private static async Task<(int Exit, string Output, string Errors)> FiguresAsync(string folder, params string[] arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "echonb"), ["figures", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation).WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>A folder that looks like the repository; as a fixture with the figures, drawn once for all tests.</summary>
    public sealed class Drawn : IAsyncLifetime, IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("echo-notebooks-figures-").FullName;

        public Drawn()
        {
            File.WriteAllText(Path.Combine(Folder, "EchoNotebooks.sln"), "");
            Directory.CreateDirectory(Path.Combine(Folder, "img"));
        }

        public async ValueTask InitializeAsync() => Assert.Equal(0, (await FiguresAsync(Folder)).Exit);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);

        public string PathOf(string name) => Path.Combine(Folder, "img", name);
    }
}
