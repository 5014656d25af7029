using System.Runtime.InteropServices;
using System.Text;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// A process that waits for the end of its owner and then ends everything that the owner has started: programs of cells,
/// compilers, supervisors and their servers. It is a child of init, has a process group of its own and does not carry the
/// owner's mark, so no signal to the owner's processes reaches it.
/// </summary>
internal static class Guardian
{
    /// <summary>How a program is told to be the guardian; the owner's mark follows.</summary>
    internal const string Verb = "guard";

    /// <summary>How long what is left may take to end in order, from SIGTERM to SIGKILL.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly Lock Gate = new();

    // The shell ends at once, and what it started becomes a child of init's. It is given nothing to hold open.
    private const string Orphan = "\"$0\" \"$@\" </dev/null >/dev/null 2>&1 &";

    /// <summary>
    /// Marks all that this process starts from now on, and starts a guardian where this process has none yet. Where it
    /// cannot be started nothing else changes.
    /// </summary>
    /// <param name="command">The program that becomes the guardian, without the verb and the mark, or null; asked only if needed.</param>
    internal static void Ensure(Func<string[]?> command)
    {
        lock (Gate)
        {
            var mark = ProcessMark.Own.ToString();
            // Another copy of this code in the same process may have started it.
            if (Environment.GetEnvironmentVariable(OwnedProcesses.Owner) == mark) return;
            Environment.SetEnvironmentVariable(OwnedProcesses.Owner, mark);
            try
            {
                if (command() is { } program) Start([.. program, Verb, mark]);
            }
            catch (LinuxException)
            {
                // No shell, or no room for a process.
            }
        }
    }

    /// <summary>Waits for the owner's end and ends what is left of it. What a guardian's program does.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(string text)
    {
        if (ProcessMark.Parse(text) is not { } owner) return 2;
        using var hangUp = Ignore(PosixSignal.SIGHUP);
        using var interrupt = Ignore(PosixSignal.SIGINT);
        using var quit = Ignore(PosixSignal.SIGQUIT);
        // With autogroup (sched(7)) each session has its own share of the processor, however busy the owner's programs are.
        _ = setsid();
        var owned = new OwnedProcesses(OwnedProcesses.Owner, text, owner.StartTime);
        owned.Rehearse();
        WaitForEnd(owner);
        // A stopped process takes a signal only once it goes on.
        _ = owned.Signal(SIGTERM, SIGCONT);
        owned.WaitForFound(TimeToEnd);
        owned.Kill(KillTimeout);
        return 0;
    }

    private static void Start(string[] command)
    {
        using var argv = new CStrings(((string[])["sh", "-c", Orphan, .. command]).Select(Encoding.UTF8.GetBytes));
        // Only what a .NET program needs to start.
        string[] environment = [$"DOTNET_ROOT={DotnetRoot}", "DOTNET_EnableDiagnostics=0", "DOTNET_TieredCompilation=0"];
        using var envp = new CStrings(environment.Select(Encoding.UTF8.GetBytes));
        var shell = PosixSpawn.Start("/bin/sh", argv, envp);
        _ = waitpid(shell, out _, 0);
    }

    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static void WaitForEnd(ProcessMark owner)
    {
        var descriptor = (int)syscall(SYS_pidfd_open.Number, owner.Pid, 0, 0);
        // Readable once the process has ended (pidfd_open(2)).
        Span<pollfd> ready = [new pollfd { fd = descriptor, events = POLLIN }];
        while (owner.IsRunning)
        {
            if (descriptor == -1) Thread.Sleep(Interval);
            else _ = poll(ready, 1, -1);
        }
        if (descriptor != -1) _ = close(descriptor);
    }

    private static PosixSignalRegistration Ignore(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, context => context.Cancel = true);
}
