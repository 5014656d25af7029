using System.Text;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// What the traced program prints, as events. Its stdout is a terminal, so that a C program writes its lines when it
/// prints them (and fork does not copy a full buffer); its stderr is a pipe. A thread of its own reads both.
/// </summary>
internal sealed class ProgramOutput
{
    private readonly JsonLines lines;
    private readonly int terminal;
    private readonly int pipe;
    private readonly byte[] bytes = new byte[16384];
    private readonly char[] chars = new char[16384 + 1];
    private Thread? thread;

    private ProgramOutput(JsonLines lines, int terminal, int stdout, int pipe, int stderr) =>
        (this.lines, this.terminal, Stdout, this.pipe, Stderr) = (lines, terminal, stdout, pipe, stderr);

    /// <summary>The program's end of its standard output.</summary>
    internal int Stdout { get; }

    /// <summary>The program's end of its standard error.</summary>
    internal int Stderr { get; }

    /// <exception cref="TraceException">The kernel has no terminal or pipe left.</exception>
    internal static ProgramOutput Open(JsonLines lines)
    {
        var master = Check(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "posix_openpt");
        Check(grantpt(master), "grantpt");
        Check(unlockpt(master), "unlockpt");
        Span<byte> name = stackalloc byte[64];
        _ = ptsname_r(master, name, (nuint)name.Length);
        var slave = Check(openat(AT_FDCWD, name, O_RDWR | O_NOCTTY | O_CLOEXEC), "open");
        // Output arrives as the program wrote it, without a \r before each \n.
        Check(tcgetattr(slave, out var settings), "tcgetattr");
        settings.c_oflag &= ~(uint)OPOST;
        Check(tcsetattr(slave, TCSANOW, settings), "tcsetattr");
        Span<int> ends = [-1, -1];
        Check(pipe2(ends, O_CLOEXEC), "pipe2");
        return new(lines, master, slave, ends[0], ends[1]);
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
        Span<pollfd> fds = [new() { fd = terminal, events = POLLIN }, new() { fd = pipe, events = POLLIN }];
        Decoder[] decoders = [Encoding.UTF8.GetDecoder(), Encoding.UTF8.GetDecoder()];
        while (fds[0].fd >= 0 || fds[1].fd >= 0)
        {
            if (poll(fds, 2, -1) == -1 && errno != EINTR) return;
            for (var i = 0; i < 2; i++)
            {
                if (fds[i].fd < 0 || fds[i].revents == 0) continue;
                var count = (int)read(fds[i].fd, bytes, (nuint)bytes.Length);
                if (count == -1 && errno is EINTR or EAGAIN) continue;
                // A terminal says EIO where a pipe says end of file: no process has the other end open.
                var length = decoders[i].GetChars(bytes.AsSpan(0, Math.Max(count, 0)), chars, flush: count <= 0);
                if (length > 0) Say(i == 0 ? "stdout" : "stderr", new string(chars, 0, length));
                if (count <= 0) fds[i].fd = -1;
            }
        }
    }

    private void Say(string stream, string text)
    {
        lines.Write(new TracerEvent.Output(stream, text));
        lines.Flush();
    }

    private static int Check(int result, string call) =>
        result == -1 ? throw new TraceException($"{call} 실패: {Errno.Explain(errno)}") : result;
}
