using System.Diagnostics;
using System.Globalization;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>A running Helpers/changing_process.c: it changes as it is told, and sleeps otherwise.</summary>
internal sealed class ChangingProcess : IDisposable
{
    private readonly string program;
    private readonly Process process;

    internal ChangingProcess(params string[] arguments)
    {
        const string source = "tests/EchoNotebooks.Linux.Tests/Helpers/changing_process.c";
        program = CProgram.Compile("changing-process", File.ReadAllText(Path.Combine(Need.RepositoryRoot, source)));
        process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Port = int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    internal int Pid => process.Id;

    internal int Port { get; }

    /// <summary>Makes a change; returns when it is made.</summary>
    internal void Change(char what)
    {
        process.StandardInput.Write(what);
        process.StandardInput.Flush();
        Assert.Equal(what, process.StandardOutput.Read());
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60))) process.Kill(entireProcessTree: true);
        process.Dispose();
        File.Delete(program);
    }
}
