using EchoNotebooks.TestSupport;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;

namespace EchoNotebooks.Interactive.Tests;

/// <summary>.NET Interactive's own C# kernel in this process, put together as its tool does it.</summary>
internal sealed class RealEngine : IDisposable
{
    /// <summary>The first cell of every notebook.</summary>
    public const string FirstCell = "#r \"../artifacts/lib/EchoNotebooks.dll\"\nusing EchoNotebooks;";

    private readonly CompositeKernel kernel;
    private readonly CSharpKernel csharp;

    public RealEngine()
    {
        // That engine looks for files from the process's folder, and its front ends start it in the notebook's.
        Environment.CurrentDirectory = Path.Combine(Need.RepositoryRoot, "notebooks");
        csharp = new CSharpKernel().UseKernelHelpers().UseWho().UseValueSharing();
        kernel = new CompositeKernel { csharp };
        kernel.DefaultKernelName = csharp.Name;
    }

    /// <summary>Runs a cell to its end.</summary>
    public async Task<CellRun> RunAsync(string code) =>
        CellRun.Of((await kernel.SendAsync(new SubmitCode(code))).Events);

    /// <summary>Runs a cell that must succeed.</summary>
    public async Task<CellRun> PassAsync(string code)
    {
        var run = await RunAsync(code);
        Assert.True(run.Failure is null, $"{code}\n{run.Failure}");
        return run;
    }

    /// <summary>What a front end sends when its reader stops a cell.</summary>
    public async Task StopAsync() => await kernel.SendAsync(new Cancel());

    /// <summary>The value of a variable that an earlier cell declared.</summary>
    public T Value<T>(string name) =>
        csharp.TryGetValue<T>(name, out var value) ? value : throw new InvalidOperationException($"There is no variable {name}.");

    public void Dispose() => kernel.Dispose();
}
