using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>Runs one program under trace: the tracing thread, the thread that reads commands, the watchdog.</summary>
internal sealed class Tracer(TracerOptions arguments) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the end may take before this process just ends; the kernel kills all tracees with it.</summary>
    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(2);

    private readonly JsonLines lines = new();
    private readonly CommandQueue commands = new();
    private readonly ExecutionToken token = new();
    private int exitCode;

    /// <summary>Traces until the program and all that it forked have ended, or until stdin ends.</summary>
    /// <returns>0; 1 where the program could not be started; 3 where tracing is refused.</returns>
    internal int Run()
    {
        // A Ctrl+C in the terminal is for the parent, which waits for the last lines; the end of stdin ends all.
        _ = setpgid(0, 0);
        // Orphans come to this process, which reaps them.
        _ = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        var tracing = new Thread(Trace) { Name = "tracing" };
        tracing.Start();
        new Thread(Watch) { IsBackground = true, Name = "watchdog" }.Start();
        new Thread(ReadCommands) { IsBackground = true, Name = "commands" }.Start();
        tracing.Join();
        return exitCode;
    }

    public void Dispose()
    {
        commands.Dispose();
        lines.Dispose();
    }

    private void Trace()
    {
        commands.BelongToThisThread();
        lines.GivenUp = () => commands.Send(new Command.Stop());
        TraceeOutput? output = null;
        try
        {
            output = TraceeOutput.Open(lines);
            var launch = Launch.Start(arguments.Command, output.Stdout, output.Stderr, !arguments.NoFilter, arguments.Setup);
            output.Begin();
            lines.Write(new ProgramEvent.Started(
                launch.Pid, launch.HasFilter ? "filter" : "calls", launch.FilterErrno == 0 ? null : Errno.Name(launch.FilterErrno)));
            Trace(launch);
            output.End();
        }
        catch (LaunchException e)
        {
            Failed(e);
        }
        catch (Exception e) when (e is TraceException or LinuxException or PlatformNotSupportedException)
        {
            exitCode = 1;
            lines.Write(new ProgramEvent.Failed(e.Message));
        }
#pragma warning disable CA1031 // No stack trace reaches a student, and the kernel kills all tracees with this thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            exitCode = 1;
            lines.Write(new ProgramEvent.Failed(
                $"추적기 자체에 오류가 있다: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n')[0].Trim()}"));
        }
        lines.Write(new ProgramEvent.Ended());
        lines.Flush();
    }

    private void Trace(Launch launch)
    {
        var proc = new ProcReader();
        var (facts, descriptors, lookup) = (new ProcessFacts(proc), new DescriptorReader(proc), new SocketLookup(proc));
        var deltas = new DeltaTracker();
        var ownership = new Ownership(deltas, arguments.All);
        var passed = new PassedDescriptors();
        var untraced = new UntracedProcesses(facts, descriptors);
        var unreferenced = new UnreferencedSockets(ownership, passed, untraced, lookup);
        var names = new SocketNames(ownership, lookup);
        var tables = new TableReader(ownership, descriptors, names, passed);
        using var states = new SocketStates(ownership);

        var writer = new StepWriter(lines, ownership, deltas, arguments.Deltas);
        var recorder = new StepRecorder(lookup, states, unreferenced, writer, new FullReading(ownership, states, unreferenced, lines))
        {
            // What is not followed (unix sockets, files) can be shown only as it was read.
            ReadsAll = arguments.Step || arguments.Check || arguments.All,
        };
        var roles = new Roles(ownership, arguments.Client);
        var visibility = new Visibility(ownership, arguments.All, arguments.Setup);
        var effects = new CallEffects(
            ownership, tables, names, lookup, passed, untraced, new ChildWaits(ownership, facts), descriptors, roles)
        {
            NamesConnections = arguments.Client,
        };
        var threads = new TracedThreads(launch.HasFilter);
        var calls = new CallStops(threads, effects, descriptors, visibility, recorder, token) { SharesProcessor = !arguments.Step };
        var processes = new ProcessStops(threads, ownership, tables, facts, roles, calls, recorder, lines, token);
        var handler = new StopHandler(threads, calls, processes, new SignalStops(threads, facts, visibility, recorder));
        using var loop = new TraceLoop(
            threads, handler, processes, facts, ownership, untraced, recorder, writer, lines, commands, token);
        loop.Run(launch.Pid, arguments.Step);
    }

    /// <summary>The tracing thread may be asleep while a call has the token for too long.</summary>
    private void Watch()
    {
        while (true)
        {
            Thread.Sleep(Tick);
            if (token.IsOverdue) commands.Send(new Command.CheckOwner());
        }
    }

    private void Failed(LaunchException e)
    {
        exitCode = e.Call == "ptrace" ? SelfTest.Refused : 1;
        var why = e.Call switch
        {
            "ptrace" => Refusal.Explain(e.Errno),
            "execvp" => $"{arguments.Command[0]} 프로그램을 실행할 수 없다. {Errno.Explain(e.Errno)}",
            _ => $"추적할 프로세스를 준비하지 못했다({e.Call}). {Errno.Explain(e.Errno)}. echo-tracer를 다시 빌드하고 한 번 더 실행한다.",
        };
        lines.Write(new ProgramEvent.Failed(why, e.Call, Errno.Name(e.Errno), arguments.Command[0]));
    }

    private void ReadCommands()
    {
        var descriptor = new Microsoft.Win32.SafeHandles.SafeFileHandle(STDIN_FILENO, ownsHandle: false);
        using var stdin = new StreamReader(new FileStream(descriptor, FileAccess.Read, bufferSize: 1));
        try
        {
            while (stdin.ReadLine() is { } line)
            {
                if (line.Length == 0) continue;
                try
                {
                    commands.Send(Command.Parse(line));
                }
                catch (FormatException e)
                {
                    lines.Write(new ProgramEvent.Refused(e.Message));
                    lines.Flush();
                }
            }
        }
        catch (IOException)
        {
            // A terminal that went away ends like a pipe.
        }
        // The process that started this one is gone or wants no more: everything ends.
        using var lastResort = new Timer(_ => _exit(1), null, LastResort, Timeout.InfiniteTimeSpan);
        commands.Send(new Command.Stop());
        Thread.Sleep(Timeout.Infinite);
    }
}
