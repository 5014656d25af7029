using System.Diagnostics;
using System.Text;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>echonb as a process of its own, with what it says so far.</summary>
internal sealed class EchonbProcess : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(300);
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    private EchonbProcess(Process process)
    {
        Process = process;
        process.OutputDataReceived += (_, line) => Add(output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Output => Read(output);

    public string Errors => Read(errors);

    public static EchonbProcess Start(string workingFolder, params string[] arguments)
    {
        return StartProgram(workingFolder, Path.Combine(AppContext.BaseDirectory, "echonb"), arguments);
    }

    /// <summary>echonb on a system that refuses some of the kernel's services.</summary>
    public static EchonbProcess StartRefused(string services, string workingFolder, params string[] arguments) =>
        StartProgram(workingFolder, RefusedCalls.Program, [services, Path.Combine(AppContext.BaseDirectory, "echonb"), .. arguments]);

    /// <summary>The same with a standard input to write to.</summary>
    public static EchonbProcess StartWithInput(string workingFolder, params string[] arguments) =>
        StartProgram(workingFolder, Path.Combine(AppContext.BaseDirectory, "echonb"), arguments, input: true);

    /// <summary>echonb as the leader of a process group, as in a terminal: a signal to the group is a Ctrl+C.</summary>
    public static EchonbProcess StartAsLeader(string workingFolder, params string[] arguments) =>
        StartProgram(workingFolder, "setsid", [Path.Combine(AppContext.BaseDirectory, "echonb"), .. arguments]);

    /// <summary>A program that starts echonb.</summary>
    public static EchonbProcess StartProgram(string workingFolder, string program, IReadOnlyList<string> arguments, bool input = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = input,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A runtime that is killed leaves its debugger's sockets behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return new EchonbProcess(Process.Start(start)!);
    }

    public static async Task<(int Exit, string Output, string Errors)> RunAsync(string workingFolder, params string[] arguments)
    {
        using var echonb = Start(workingFolder, arguments);
        return (await echonb.ExitAsync(), echonb.Output, echonb.Errors);
    }

    public async Task<int> ExitAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Timeout);
        await Process.WaitForExitAsync(timeout.Token);
        return Process.ExitCode;
    }

    public async Task UntilAsync(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow + Timeout;
        while (!condition() && DateTime.UtcNow < deadline) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.True(condition(), $"{Output}\n{Errors}");
    }

    public void Dispose()
    {
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
        Process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        lock (text) if (line is not null) text.Append(line).Append('\n');
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
