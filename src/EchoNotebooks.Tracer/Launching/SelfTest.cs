using System.Globalization;
using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Tries everything that tracing needs on a process of its own, and says what is refused, what is lost by it and
/// what mends it. The process that it tries on never gets to its first instruction.
/// </summary>
internal static class SelfTest
{
    /// <summary>The exit code where tracing is refused.</summary>
    internal const int Refused = 3;

    /// <summary>Writes one line of JSON.</summary>
    /// <returns>0 where programs can be traced, perhaps with less; 3 where they cannot.</returns>
    internal static int Run()
    {
        var (checks, why) = Try();
        using var lines = new JsonLines();
        var seccomp = Refusal.OwnStatus()?.Seccomp?.ToString(CultureInfo.InvariantCulture);
        lines.Write(
            new TracerSelfTest(why is null, why, Refusal.PtraceScope(), seccomp, checks),
            TraceWritingContext.Default.TracerSelfTest);
        lines.Flush();
        return why is null ? 0 : Refused;
    }

    private static (List<TracerSelfTest.Check> Checks, string? Why) Try()
    {
        var checks = new List<TracerSelfTest.Check>();
        var nothing = openat(AT_FDCWD, "/dev/null\0"u8, O_RDWR | O_CLOEXEC);
        try
        {
            var launch = Launch.Start(["/proc/self/exe"], nothing, nothing, filter: true, setup: false);
            checks.Add(Checked("ptrace", 0, null));
            checks.Add(Checked("seccomp", launch.FilterErrno, "추적은 되지만 모든 시스템 호출에서 멈추므로 몇 배 느리다."));
            TryOnTracee(launch.Pid, checks);
            _ = kill(launch.Pid, SIGKILL);
            while (waitpid(launch.Pid, out var status, __WALL) is var tid && (tid == -1 ? errno == EINTR : (status & 0x7f) == 0x7f))
                if (tid > 0) Ptrace.Resume(tid, PTRACE_CONT, 0);
            return (checks, null);
        }
        catch (LaunchException e) when (e.Call == "ptrace")
        {
            checks.Add(Checked("ptrace", e.Errno, "단계마다 멈추어 볼 수 없다. 노트북은 그때그때의 스냅샷으로 대신한다."));
            return (checks, Refusal.Explain(e.Errno));
        }
        catch (LaunchException e)
        {
            return (checks, $"추적할 프로세스를 시작하지 못했다. {e.Call}: {Errno.Explain(e.Errno)}");
        }
        finally
        {
            _ = close(nothing);
        }
    }

    private static void TryOnTracee(int pid, List<TracerSelfTest.Check> checks)
    {
        var isKnown = Ptrace.TryGetSyscallInfo(pid, out var info);
        checks.Add(Checked("syscall_info", isKnown ? 0 : errno, "커널이 5.3보다 오래되어 시스템 호출의 인자를 읽을 수 없다."));
        checks.Add(Checked("kcmp", syscall(SYS_kcmp.Number, pid, pid, KCMP_FILE, 1, 2) == -1 ? errno : 0,
            "열린 파일 항목(open file description)을 직접 비교하지 못하고 소켓의 inode로 판단한다."));
        var isReadable = ProcessMemory.Read(pid, info.stack_pointer, stackalloc byte[8]).Length == 8;
        checks.Add(Checked("memory", isReadable ? 0 : Marshal.GetLastPInvokeError(),
            "주소와 읽고 쓴 데이터를 보일 수 없다."));
        var process = (int)syscall(SYS_pidfd_open.Number, pid, 0, 0);
        var fetched = process == -1 ? -1 : (int)syscall(SYS_pidfd_getfd.Number, process, 1, 0);
        checks.Add(Checked("pidfd_getfd", fetched == -1 ? errno : 0, "연결의 주소를 커널의 표 전체에서 찾으므로 accept마다 1밀리초쯤 더 걸린다."));
        if (fetched != -1) _ = close(fetched);
        if (process != -1) _ = close(process);
        using var states = TcpStates.TryOpen();
        checks.Add(Checked("sock_diag", states is null ? EACCES : 0, "소켓의 상태를 단계마다 /proc에서 모두 다시 읽으므로 느리다."));
    }

    private static TracerSelfTest.Check Checked(string name, int errno, string? lost) =>
        errno == 0 ? new(name, true, null, null) : new(name, false, Errno.Name(errno), lost);
}
