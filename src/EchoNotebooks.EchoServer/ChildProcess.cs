// THE COMMENTS "// the child's CALL(DESCRIPTOR)" AND "// the parent's CALL(DESCRIPTOR)" IN THIS FILE ARE DATA.
// The library reads them to find the line that made a system call (src/EchoNotebooks/Timelines/SourceMarks.cs).

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// The child process: serves one client and ends. Of the parent's threads only the one that called fork exists
/// here, so a lock that another thread held is held for ever: nothing here allocates, uses the Console, or runs
/// for the first time.
/// </summary>
internal static class ChildProcess
{
    /// <summary>How much is read at a time, in bytes: the chapter's BUF_SIZE.</summary>
    internal const int BUF_SIZE = 30;

    /// <summary>
    /// Runs in the child. Holds on entry all that the parent held at fork: serv_sock, signal_fd, clnt_sock.
    /// Closes all three and ends the process.
    /// </summary>
    [DoesNotReturn]
    internal static void Run(int serv_sock, int signal_fd, int clnt_sock)
    {
        Step.Reached("after fork"u8);
        ServeClient(serv_sock, signal_fd, clnt_sock, STDOUT_FILENO);
        Step.Reached("after close(clnt_sock)"u8);
        _exit(0); // the child's exit()
    }

    /// <summary>Everything that the child does between fork and _exit.</summary>
    private static void ServeClient(int serv_sock, int signal_fd, int clnt_sock, int output)
    {
        Signals.Unblock();
        _ = close(signal_fd);
        _ = close(serv_sock); // the child's close(serv_sock)
        Step.Reached("after close(serv_sock)"u8);

        Echo(clnt_sock);
        Step.Reached("before close(clnt_sock)"u8);

        _ = close(clnt_sock); // the child's close(clnt_sock)
        Output.WriteAll(output, "client disconnected....\n"u8);
    }

    /// <summary>Sends back what comes until the client has no more to say (end of file) or is gone (an error).</summary>
    internal static void Echo(int clnt_sock)
    {
        Span<byte> buf = stackalloc byte[BUF_SIZE];
        while (true)
        {
            var str_len = (int)read(clnt_sock, buf, BUF_SIZE); // the child's read(clnt_sock)
            if (str_len == -1 && errno == EINTR) continue;
            if (str_len <= 0) return;
            if (!Output.WriteAll(clnt_sock, buf[..str_len])) return; // the child's write(clnt_sock)
        }
    }

    /// <summary>
    /// Runs in the parent, before the first fork: does all that a child does once, with a socket pair in place of
    /// the client, so that a child finds every method compiled and every call bound.
    /// </summary>
    internal static void Rehearse()
    {
        Span<int> pair = [-1, -1];
        _ = socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
        Output.WriteAll(pair[1], "rehearsal"u8);
        _ = shutdown(pair[1], SHUT_WR);

        ServeClient(OpenNothing(), OpenNothing(), clnt_sock: pair[0], output: pair[1]);
        Signals.Block();

        _ = close(pair[1]);
        // What cannot be tried out without ending the process.
        RuntimeHelpers.PrepareMethod(((Action<int, int, int>)Run).Method.MethodHandle);
        Marshal.Prelink(((Action<int>)_exit).Method);
    }

    private static int OpenNothing() => openat(AT_FDCWD, "/dev/null\0"u8, O_RDWR);
}
