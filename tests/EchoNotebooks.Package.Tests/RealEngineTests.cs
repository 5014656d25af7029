using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Package.Tests;

/// <summary>The package in .NET Interactive, whose reader has the feed and no file of ours.</summary>
public sealed class RealEngineTests(PackedFeed feed)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task The_course_and_the_extension_come_with_the_package()
    {
        using var tool = await ToolAsync();
        // This one compiles, traces and starts a program of others.
        var notebook = (await CourseAsync()).Single(path => path.EndsWith("03-descriptors.ipynb", StringComparison.Ordinal));
        await AddAsync(notebook, CourseNotebooks.Failing);
        CourseNotebooks.LeftNothing((await tool.ExecuteAsync([notebook], allowErrors: true))[0]);
    }

    private async Task<RealTool> ToolAsync()
    {
        var tool = await RealTool.CreateAsync();
        feed.UseIn(tool.Home);
        // No other feed is asked, not even over the network.
        tool.Home.Write("home/.nuget/NuGet/NuGet.Config", "<configuration><packageSources><clear /></packageSources></configuration>");
        return tool;
    }

    /// <summary>The notebooks as a reader of the tool gets them, in their order.</summary>
    private async Task<string[]> CourseAsync()
    {
        var folder = feed.NewFolder();
        Assert.Equal(0, (await feed.EchonbAsync(folder, null, "notebooks", "course")).Exit);
        return [.. Directory.GetFiles(Path.Combine(folder, "course"), "*.ipynb").Order(StringComparer.Ordinal)];
    }

    /// <summary>Names the feed in the first cell and adds cells at the end.</summary>
    private async Task AddAsync(string notebook, string[] last)
    {
        var text = CourseNotebooks.With($"#i \"nuget:{feed.Folder}\"", await File.ReadAllTextAsync(notebook, Stop), last);
        await File.WriteAllTextAsync(notebook, text, Stop);
    }
}
