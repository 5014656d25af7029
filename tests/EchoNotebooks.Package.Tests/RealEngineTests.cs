using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Package.Tests;

/// <summary>The package in .NET Interactive, whose reader has the feed and no file of ours.</summary>
public sealed class RealEngineTests(PackedFeed feed)
{
    [Fact]
    public async Task The_course_and_the_extension_come_with_the_package()
    {
        using var tool = await RealTool.CreateAsync();
        feed.UseIn(tool.Home);
        // No other feed is asked, not even over the network.
        tool.Home.Write("home/.nuget/NuGet/NuGet.Config", "<configuration><packageSources><clear /></packageSources></configuration>");
        var folder = feed.NewFolder();
        Assert.Equal(0, (await feed.EchonbAsync(folder, null, "notebooks", "course")).Exit);
        var notebook = Path.Combine(folder, "course/01-model.ipynb");
        var text = await File.ReadAllTextAsync(notebook, TestContext.Current.CancellationToken);
        text = CourseNotebooks.With($"#i \"nuget:{feed.Folder}\"", text, CourseNotebooks.Failing);
        await File.WriteAllTextAsync(notebook, text, TestContext.Current.CancellationToken);

        CourseNotebooks.LeftNothing((await tool.ExecuteAsync([notebook], allowErrors: true))[0]);
    }
}
