using EchoNotebooks.Cli.Tests;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>What the kernel gives to every program is not there: processes, descriptors, memory, files.</summary>
internal static class ScarcityOrdeals
{
    internal static async Task NoProcessAsync(Scene scene)
    {
        // RLIMIT_NPROC does not bind root.
        var program = scene.AnyServer();
        var user = await OtherUser.CommandAsync(program);
        await using var server = await ServerLoad.StartQuietAsync([.. user, program]);
        await LimitAsync(scene, server.Pid, "--nproc", "1", user);
        for (var i = 0; i < 10; i++)
        {
            using var refused = await Client.ConnectAsync(server.Port);
            Assert.Empty(await refused.ReceiveAsync(1));
        }
        await server.WaitForErrorAsync("EAGAIN");
        await LimitAsync(scene, server.Pid, "--nproc", "10000", user);
        await ServerLoad.EchoOnceEachAsync(server, 20, atATime: 2);
    }

    internal static async Task NoDescriptorAsync(Scene scene)
    {
        await using var server = await ServerLoad.StartQuietAsync(scene.AnyServer());
        var free = Enumerable.Range(0, int.MaxValue).First(fd => !server.Descriptors.Contains(fd));
        await LimitAsync(scene, server.Pid, "--nofile", $"{free}");
        var clients = await Client.ConnectManyAsync(server.Port, 4);
        var echoes = clients.ConvertAll(client => client.EchoAsync("patience"));
        await server.WaitForErrorAsync("EMFILE");
        await scene.MomentAsync(200);
        Assert.DoesNotContain(echoes, echo => echo.IsCompleted);
        await LimitAsync(scene, server.Pid, "--nofile", "1024");
        foreach (var echo in echoes) Assert.Equal("patience", await echo);
        clients.ForEach(client => client.Dispose());
    }

    internal static async Task NoMemoryAsync(Scene scene)
    {
        var kilobytes = scene.Random.Next(100_000, 3_000_000);
        scene.Counts.Injured();
        var (exit, _, _) = await RunAsync("1", $"ulimit -v {kilobytes}; exec \"$@\"");
        Assert.NotEqual(0, exit);
    }

    internal static async Task FullDiskAsync(Scene scene)
    {
        using var disk = new FullDisk();
        using var folder = new NotebookFolder();
        folder.Add("a.ipynb", "new string('가', 100_000)");
        var shell = disk.Shell("8k", "exec \"$@\" --output out --html book");
        scene.Counts.Injured();
        using var echonb = EchonbProcess.StartProgram(
            folder.Root, shell[0], [.. shell[1..], Path.Combine(AppContext.BaseDirectory, "echonb"), "run", folder.Notebooks]);
        Assert.True(await echonb.ExitAsync() == 1, echonb.Errors);
        Assert.Contains("ENOSPC", echonb.Errors, StringComparison.Ordinal);
        IsKorean(echonb.Errors);
    }

    internal static async Task NoTemporaryFolderAsync(Scene scene)
    {
        scene.Counts.Injured();
        var (exit, _, errors) = await RunAsync("1", "TMPDIR=/없는/폴더 exec \"$@\"");
        Assert.Equal(1, exit);
        Assert.Contains("/없는/폴더", errors, StringComparison.Ordinal);
        IsKorean(errors);
    }

    internal static async Task ReadOnlyHomeAsync(Scene scene)
    {
        scene.Counts.Injured();
        // In /proc nobody may make a file, root neither.
        var (exit, output, errors) = await RunAsync(RunOrdeals.Cell("/dev/null", "/dev/null"), "HOME=/proc exec \"$@\"");
        Assert.True(exit == 0, output + errors);
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string cell, string script)
    {
        using var folder = new NotebookFolder();
        folder.Add("a.ipynb", cell);
        using var echonb = EchonbProcess.StartProgram(
            folder.Root, "/bin/sh",
            ["-c", script, "sh", Path.Combine(AppContext.BaseDirectory, "echonb"), .. folder.Run(folder.Notebooks)]);
        return (await echonb.ExitAsync(), echonb.Output, echonb.Errors);
    }

    private static async Task LimitAsync(Scene scene, int pid, string limit, string value, params string[] by)
    {
        scene.Counts.Injured();
        var prlimit = Need.Program("prlimit", "install util-linux");
        var (code, _, errors) = await RunningServer.RunAsync([.. by, prlimit, "--pid", $"{pid}", $"{limit}={value}:"]);
        Assert.True(code == 0, errors);
    }

    private static void IsKorean(string errors)
    {
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("xception", errors, StringComparison.Ordinal);
    }
}
