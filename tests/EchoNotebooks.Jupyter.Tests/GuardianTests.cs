using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>A kernel that is killed ends nothing any more: its guardian does.</summary>
public sealed class GuardianTests
{
    private static string Library => Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");

    [Theory]
    // In the kernel's group; in a session of its own; with an environment of its own.
    [InlineData("trap '' TERM HUP INT; sleep 1000 & echo $$ $!; wait")]
    [InlineData("trap '' TERM HUP INT; setsid sh -c 'echo $$ $PPID; sleep 1000; :' & wait")]
    [InlineData("trap '' TERM HUP INT; env -i /bin/sleep 1000 & echo $$ $!; wait")]
    public async Task A_program_that_ignores_every_signal_ends_with_a_kernel_that_is_killed(string script)
    {
        await using var kernel = await KernelProcess.StartAsync();
        var id = kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest(
            $"System.Diagnostics.Process.Start(\"/bin/sh\", [\"-c\", {JsonValue.Create(script).ToJsonString()}]).WaitForExit();"));
        var printed = await kernel.Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        var pids = ((string)printed.Content["text"]!).Trim().Split(' ').Select(int.Parse).ToList();
        Assert.Equal(2, pids.Count);
        await KillAndWaitAsync(kernel, pids);
    }

    [Fact(Explicit = true)]
    public async Task A_compiler_ends_with_a_kernel_that_is_killed()
    {
        Need.Program("cc", "sudo apt install gcc");
        var folder = Directory.CreateTempSubdirectory("guardian-").FullName;
        try
        {
            // A compiler that reads from it waits for ever.
            var pipe = Path.Combine(folder, "endless.h");
            Fifo.Make(pipe);
            await using var kernel = await KernelProcess.StartAsync();
            kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest(
                $"#r \"{Library}\"\nusing EchoNotebooks;\nawait EchoServer.StartAsync(ServerProgram.C(\"#include \\\"{pipe}\\\"\"));"));
            Dictionary<int, string> descendants = [];
            List<int> compilers = [];
            await Wait.UntilAsync(
                () =>
                {
                    descendants = LeakTests.Descendants(kernel.Process.Id);
                    compilers = [.. descendants.Where(each => each.Value.Contains("cc1")).Select(each => each.Key)];
                    return compilers.Count > 0;
                },
                () => $"the compiler to run; below the kernel there are: {string.Join(", ", descendants.Values)}");
            await KillAndWaitAsync(kernel, compilers);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task KillAndWaitAsync(KernelProcess kernel, List<int> pids)
    {
        Assert.All(pids, pid => Assert.True(IsThere(pid)));
        kernel.Process.Kill();
        await kernel.ExitAsync();
        await Wait.UntilAsync(() => !pids.Exists(IsThere), () => $"{string.Join(' ', pids.Where(IsThere))} to be gone");
    }

    private static bool IsThere(int pid) => Directory.Exists($"/proc/{pid}");
}
