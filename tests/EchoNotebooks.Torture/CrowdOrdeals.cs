using EchoNotebooks.Cli.Tests;

namespace EchoNotebooks.Torture;

/// <summary>Many at once.</summary>
internal static class CrowdOrdeals
{
    private const int Many = 10;

    internal static async Task KernelsAsync(Scene scene)
    {
        await Task.WhenAll(Enumerable.Range(0, Many).Select(async _ =>
        {
            await using var kernel = await KernelOrdeals.StartAsync();
            Assert.Equal("b", (await kernel.Client.ExecuteAsync("await client.EchoAsync(\"b\")")).Result);
            scene.Counts.Connected();
        }));
    }

    internal static Task RunsAsync(Scene scene) => Task.WhenAll(Enumerable.Range(0, Many).Select(_ => RunAsync(scene, "env")));

    internal static async Task UsersAsync(Scene scene)
    {
        if (Environment.UserName != "root") Assert.Skip("only root can become another user");
        var other = await OtherUser.CommandAsync(Scene.Library);
        await Task.WhenAll(RunAsync(scene, "env"), RunAsync(scene, other));
    }

    /// <param name="scene">Counts.</param>
    /// <param name="by">The command that becomes the user; the program follows it.</param>
    private static async Task RunAsync(Scene scene, params string[] by)
    {
        using var folder = new NotebookFolder();
        // Another user finds its way in and writes there.
        File.SetUnixFileMode(Path.GetDirectoryName(folder.Root)!, (UnixFileMode)0b111_001_001);
        File.SetUnixFileMode(folder.Root, (UnixFileMode)0b111_111_111);
        folder.Add("a.ipynb", RunOrdeals.Cell("/dev/null", "/dev/null"));
        string[] command =
            [.. by, "env", $"HOME={folder.Root}", $"TMPDIR={folder.Root}", Path.Combine(AppContext.BaseDirectory, "echonb")];
        using var echonb = EchonbProcess.StartProgram(folder.Root, command[0], [.. command[1..], .. folder.Run(folder.Notebooks)]);
        Assert.True(await echonb.ExitAsync() == 0, echonb.Output + echonb.Errors);
        scene.Counts.Connected();
    }
}
