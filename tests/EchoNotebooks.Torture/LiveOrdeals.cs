using System.Net;
using EchoNotebooks.Cli.Tests;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>The live window is killed or stopped while its server is traced.</summary>
internal static class LiveOrdeals
{
    internal static Task KilledAsync(Scene scene) => WithWindowAsync(async (echonb, _, window) =>
    {
        var all = Victims.PidsBelow(echonb.Process.Id);
        await scene.MomentAsync();
        // The window's own program, or echonb, which has started it and waits for it.
        Victims.Kill(scene, scene.Random.Next(2) == 0 ? window : echonb.Process.Id);
        await echonb.ExitAsync();
        await Victims.GoneAsync(all);
    });

    internal static Task StoppedAsync(Scene scene) => WithWindowAsync(async (echonb, address, window) =>
    {
        await Victims.StopAsync(scene, window);
        using var http = new HttpClient();
        var page = http.GetAsync(address);
        await scene.MomentAsync(200);
        Assert.False(page.IsCompleted);
        RunningServer.Continue(window);
        using (var answer = await page) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, Libc.kill(echonb.Process.Id, Libc.SIGINT));
        Assert.True(await echonb.ExitAsync() == 0, echonb.Errors);
    });

    private static async Task WithWindowAsync(Func<EchonbProcess, Uri, int, Task> doAsync)
    {
        var textbook = Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c");
        Need.Program("cc", "install gcc or clang with its C headers");
        using var echonb = EchonbProcess.Start(Path.GetTempPath(), "live", "--no-browser", "--", textbook);
        await echonb.UntilAsync(() => echonb.Output.Contains('\n') || echonb.Process.HasExited);
        Assert.StartsWith("http://127.0.0.1:", echonb.Output);
        var window = Victims.Below(echonb.Process.Id).First(process => process.Ppid == echonb.Process.Id);
        await doAsync(echonb, new Uri(echonb.Output.Trim()), window.Pid);
    }
}
