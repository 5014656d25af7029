using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>Why a system does not let this user trace, and what mends it, in Korean.</summary>
internal static class Refusal
{
    /// <summary>CAP_SYS_PTRACE's bit in CapEff (linux/capability.h).</summary>
    private const int CAP_SYS_PTRACE = 19;

    /// <summary>Explains a refused ptrace(2) from what the system says of itself.</summary>
    internal static string Explain(int errno)
    {
        var own = OwnStatus();
        return Explain(errno, PtraceScope(), own?.Seccomp, own?.Can(CAP_SYS_PTRACE) ?? false, own?.TracerPid ?? 0);
    }

    /// <summary>Explains a refused ptrace(2).</summary>
    /// <param name="errno">What ptrace failed with.</param>
    /// <param name="scope">/proc/sys/kernel/yama/ptrace_scope (0 to 3); null where there is no yama.</param>
    /// <param name="seccomp">This process's seccomp mode: 2 under a filter (proc_pid_status(5)).</param>
    /// <param name="isCapable">Whether this process has CAP_SYS_PTRACE.</param>
    /// <param name="tracer">The process that traces this one already; 0 for none.</param>
    internal static string Explain(int errno, int? scope, int? seccomp, bool isCapable, int tracer = 0)
    {
        var refused = $"ptrace가 거부되었다. {Errno.Explain(errno)}. ";
        if (tracer != 0) return refused + $"pid {tracer}(strace -f나 디버거)가 이 프로세스와 그 자식을 이미 추적하고 있고, "
            + "한 프로세스를 둘이 추적할 수는 없다. 그것 없이 다시 실행한다.";
        if (scope == 3) return refused + "yama의 ptrace_scope가 3이라 이 컴퓨터에서는 누구도 추적할 수 없다. "
            + "3은 다시 시작해야 풀린다: /etc/sysctl.d에서 kernel.yama.ptrace_scope를 1로 바꾸고 컴퓨터를 다시 시작한다.";
        if (scope == 2 && !isCapable) return refused + "yama의 ptrace_scope가 2라 관리자(CAP_SYS_PTRACE)만 추적할 수 있다. "
            + "sudo sysctl kernel.yama.ptrace_scope=1 을 실행하거나 관리자로 실행한다.";
        if (seccomp == 2) return refused + "이 프로세스에 seccomp 필터가 걸려 있다. "
            + "컨테이너라면 docker run에 --cap-add=SYS_PTRACE 를 주거나 --security-opt seccomp=unconfined 로 다시 시작한다.";
        if (errno == ENOSYS) return refused + "커널이나 샌드박스(gVisor 등)에 ptrace가 없다. 보통의 리눅스 커널에서 실행한다.";
        return refused + "다른 추적기(디버거, strace)가 이미 붙어 있거나 보안 모듈(SELinux, AppArmor)이 막는다. "
            + "추적기 없이 다시 실행하고, 그래도 안 되면 보안 모듈의 기록을 본다.";
    }

    /// <summary>null where the kernel has no yama.</summary>
    internal static int? PtraceScope() =>
        Read("/proc/sys/kernel/yama/ptrace_scope") is { } text && int.TryParse(text, out var scope) ? scope : null;

    /// <summary>What the kernel says of this process; null where /proc cannot be read.</summary>
    internal static ProcStatus? OwnStatus() => new ProcReader().ReadStatus(getpid());

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
