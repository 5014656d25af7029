using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// ptrace(2) with its errno as the result. All of it runs on the tracing thread: the kernel answers no other.
/// A tracee that is killed from outside leaves its stop at once, and every request about it fails with ESRCH; its
/// death is then the next thing that waitpid(2) tells.
/// </summary>
internal static class Ptrace
{
    private const int Options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
        | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_TRACESECCOMP;

    /// <summary>Begins to trace a process and all that it will fork; the kernel kills them when this process ends.</summary>
    /// <returns>0 or errno.</returns>
    internal static int Seize(int pid) => ptrace(PTRACE_SEIZE, pid, 0, Options) == -1 ? errno : 0;

    /// <summary>A stopped thread that ends by a call of its own, which has been told, does not stop once more on its way out.</summary>
    internal static void SkipExit(int tid) => _ = ptrace(PTRACE_SETOPTIONS, tid, 0, Options & ~PTRACE_O_TRACEEXIT);

    /// <summary>Lets a stopped thread go on.</summary>
    /// <param name="tid">The thread.</param>
    /// <param name="how">PTRACE_CONT, PTRACE_SYSCALL (to a call's entry or exit) or PTRACE_LISTEN (stays in its group's stop).</param>
    /// <param name="signal">The signal that is delivered to it; 0 for none.</param>
    internal static void Resume(int tid, int how, int signal) => _ = ptrace(how, tid, 0, signal);

    /// <returns>false where the thread was killed meanwhile.</returns>
    internal static bool TryGetSyscallInfo(int tid, out __ptrace_syscall_info info) =>
        ptrace(PTRACE_GET_SYSCALL_INFO, tid, 88, out info) > 0;

    /// <summary>
    /// A new child's pid, a former thread id, or an exit status, as the event has it; 0 where the thread was killed meanwhile.
    /// </summary>
    internal static int EventMessage(int tid) => ptrace(PTRACE_GETEVENTMSG, tid, 0, out nuint message) == -1 ? 0 : (int)message;

    /// <returns>false where the thread was killed meanwhile, or is in its group's stop.</returns>
    internal static bool TryGetSignal(int tid, out siginfo_t info) => ptrace(PTRACE_GETSIGINFO, tid, 0, out info) != -1;
}
