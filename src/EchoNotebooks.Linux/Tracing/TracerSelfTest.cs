using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>What this system lets the tracer do.</summary>
/// <param name="CanTrace">Whether programs can be traced.</param>
/// <param name="Why">Why not, and what mends it, in Korean; null where they can.</param>
/// <param name="PtraceScope">kernel.yama.ptrace_scope; null where there is none.</param>
/// <param name="SeccompMode">The "Seccomp:" line of /proc/self/status.</param>
/// <param name="Checks">What was tried.</param>
internal sealed record TracerSelfTest(
    bool CanTrace, string? Why, int? PtraceScope, string? SeccompMode, IReadOnlyList<TracerSelfTest.Check> Checks)
{
    [JsonPropertyOrder(-1)]
    public int Schema { get; init; } = SnapshotJson.Schema;

    /// <summary>One thing that was tried.</summary>
    /// <param name="Name">ptrace, seccomp, syscall_info, kcmp, memory, pidfd_getfd or sock_diag.</param>
    /// <param name="Ok">Whether it is allowed.</param>
    /// <param name="Errno">The name of the error; null for none.</param>
    /// <param name="Lost">What is lost by the refusal, in Korean; null for nothing.</param>
    internal sealed record Check(string Name, bool Ok, string? Errno, string? Lost);
}
