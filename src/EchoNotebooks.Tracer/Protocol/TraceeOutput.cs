using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What the traced program prints, as events: its stdout is a terminal, its stderr a pipe. A thread reads both.</summary>
internal sealed class TraceeOutput
{
    private readonly JsonLines lines;
    private readonly OutputReader[] readers;
    private Thread? thread;

    private TraceeOutput(JsonLines lines, PseudoTerminal terminal, int pipe, int stderr)
    {
        this.lines = lines;
        readers = [new(terminal.Master, "stdout"), new(pipe, "stderr")];
        (Stdout, Stderr) = (terminal.Slave, stderr);
    }

    /// <summary>The program's end of its standard output.</summary>
    internal int Stdout { get; }

    /// <summary>The program's end of its standard error.</summary>
    internal int Stderr { get; }

    /// <exception cref="LinuxException">The kernel has no terminal or pipe left.</exception>
    internal static TraceeOutput Open(JsonLines lines)
    {
        var terminal = PseudoTerminal.Open();
        Span<int> ends = [-1, -1];
        if (pipe2(ends, O_CLOEXEC) == -1) throw new LinuxException("pipe2", errno);
        return new(lines, terminal, ends[0], ends[1]);
    }

    /// <summary>The program has its ends; what it writes is read from now on.</summary>
    internal void Begin()
    {
        _ = close(Stdout);
        _ = close(Stderr);
        thread = new Thread(Read) { IsBackground = true, Name = "output" };
        thread.Start();
    }

    /// <summary>Waits until all is read that the program wrote before it ended.</summary>
    internal void End() => thread?.Join(TimeSpan.FromMilliseconds(500));

    private void Read()
    {
        Span<pollfd> fds = stackalloc pollfd[readers.Length];
        while (readers.Any(reader => reader.Descriptor != -1))
        {
            for (var i = 0; i < fds.Length; i++) fds[i] = new() { fd = readers[i].Descriptor, events = POLLIN };
            if (poll(fds, (nuint)fds.Length, -1) == -1)
            {
                if (errno != EINTR) return;
                continue;
            }
            for (var i = 0; i < fds.Length; i++)
                if (fds[i].revents != 0 && readers[i].TryRead(out var text) && text.Length > 0) Say(readers[i].Stream, text);
        }
    }

    private void Say(string stream, string text)
    {
        lines.Write(new ProgramEvent.Output(stream, text));
        lines.Flush();
    }
}
