using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>strace(1) on one process: the system calls as the kernel sees them.</summary>
internal sealed class Strace : IAsyncDisposable
{
    private readonly RunningServer strace;

    private Strace(RunningServer strace) => this.strace = strace;

    /// <summary>Attaches to a process and waits until it really sees that process's calls.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="calls">Which calls: "read,write".</param>
    /// <param name="makeItCall">Something that makes the process do one of these calls.</param>
    public static async Task<Strace> AttachAsync(int pid, string calls, Func<Task> makeItCall)
    {
        var strace = RunningServer.Start([Need.Program("strace", "install strace"), "-e", $"trace={calls}", "-p", $"{pid}"]);
        await Wait.UntilAsync(() => strace.Errors.Count > 0, () => "strace says something");
        if (!strace.Errors[0].Contains("attached", StringComparison.Ordinal))
        {
            await strace.DisposeAsync();
            Assert.Skip($"strace may not attach here: {strace.Errors[0]}");
        }
        // Attached is not yet stopped at every call: the call that the process was in may slip through.
        for (var tries = 0; tries < 100 && !strace.Errors.Any(line => line.Contains(" = ", StringComparison.Ordinal)); tries++)
        {
            await makeItCall();
            await Task.Delay(10);
        }
        return new Strace(strace);
    }

    /// <summary>Whether it has seen something like this up to now.</summary>
    public bool HasSeen(string text) => strace.Errors.Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the process has ended.</summary>
    /// <returns>the calls, one a line</returns>
    public async Task<IReadOnlyList<string>> CallsUntilTheEndAsync()
    {
        await strace.WaitForExitAsync();
        return strace.Errors;
    }

    public ValueTask DisposeAsync() => strace.DisposeAsync();
}
