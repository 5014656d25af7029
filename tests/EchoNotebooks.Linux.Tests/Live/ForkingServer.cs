using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>A running Helpers/forking_server.c.</summary>
internal sealed class ForkingServer : IDisposable
{
    private readonly string program;
    private readonly Process process;

    /// <param name="launcher">A program with arguments that executes what follows; empty to start it directly.</param>
    /// <param name="arguments">What it does, as told in its source.</param>
    internal ForkingServer(string[] launcher, params string[] arguments)
    {
        const string source = "tests/EchoNotebooks.Linux.Tests/Helpers/forking_server.c";
        program = CProgram.Compile("forking-server", File.ReadAllText(Path.Combine(Need.RepositoryRoot, source)));
        string[] command = [.. launcher, program, .. arguments];
        process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = launcher.Length > 0,
        })!;
        var said = process.StandardOutput.ReadLine();
        if (said == "ready") return;
        var errors = launcher.Length > 0 ? process.StandardError.ReadToEnd().Trim() : "";
        Dispose();
        if (launcher.Length > 0) Assert.Skip($"{string.Join(' ', launcher)} is not possible here: {errors}");
        Assert.Fail("the helper did not start");
    }

    internal int Pid => process.Id;

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60))) process.Kill(entireProcessTree: true);
        process.Dispose();
        File.Delete(program);
    }
}
