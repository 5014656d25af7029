using EchoNotebooks.Cli.Tests;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary><c>echonb run</c> or its kernel is killed or stopped in the middle of a cell that has a server.</summary>
internal static class RunOrdeals
{
    internal static Task RunnerKilledAsync(Scene scene) => InTheMiddleAsync(scene, async (echonb, _) =>
    {
        var started = Victims.PidsBelow(echonb.Process.Id);
        await scene.MomentAsync();
        Victims.Kill(scene, echonb.Process.Id);
        await echonb.ExitAsync();
        await Victims.GoneAsync(started);
    });

    internal static Task RunnerStoppedAsync(Scene scene) => InTheMiddleAsync(scene, async (echonb, goOn) =>
    {
        await Victims.StopAsync(scene, echonb.Process.Id);
        goOn();
        await scene.MomentAsync(200);
        RunningServer.Continue(echonb.Process.Id);
        Assert.True(await echonb.ExitAsync() == 0, echonb.Errors);
    });

    internal static Task KernelKilledAsync(Scene scene) => InTheMiddleAsync(scene, async (echonb, _) =>
    {
        var started = Victims.Below(echonb.Process.Id);
        var kernel = started.First(process => process.Ppid == echonb.Process.Id);
        Victims.Kill(scene, kernel.Pid);
        Assert.True(await echonb.ExitAsync() == 1, echonb.Errors);
        Assert.Contains("a.ipynb", echonb.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", echonb.Errors, StringComparison.Ordinal);
        await Victims.GoneAsync(started.Select(process => process.Pid));
    });

    /// <summary>The cell of a notebook that starts a server and waits there for a file.</summary>
    internal static string Cell(string ready, string goOn) => $$"""
        #r "{{Scene.Library}}"
        using EchoNotebooks;
        var server = await EchoServer.StartAsync();
        var client = await server.ConnectAsync();
        Console.WriteLine(await client.EchoAsync("a"));
        System.IO.File.WriteAllText("{{ready}}", "");
        while (!System.IO.File.Exists("{{goOn}}")) await Task.Delay(20);
        """;

    private static async Task InTheMiddleAsync(Scene scene, Func<EchonbProcess, Action, Task> doAsync)
    {
        using var folder = new NotebookFolder();
        var (ready, goOn) = (Path.Combine(folder.Root, "ready"), Path.Combine(folder.Root, "go-on"));
        folder.Add("a.ipynb", Cell(ready, goOn));
        using var echonb = EchonbProcess.Start(folder.Root, folder.Run(folder.Notebooks));
        await echonb.UntilAsync(() => File.Exists(ready) || echonb.Process.HasExited);
        await doAsync(echonb, () => File.WriteAllText(goOn, ""));
        scene.Counts.Connected();
    }
}
