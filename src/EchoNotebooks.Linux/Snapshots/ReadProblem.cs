namespace EchoNotebooks.Linux;

/// <summary>Something that could not be read.</summary>
/// <param name="Pid">The process it concerns.</param>
/// <param name="What">What became of it.</param>
/// <param name="Path">The path or call that failed: "/proc/42/fd", "kcmp".</param>
/// <param name="Errno">
/// The error number: ENOENT and ESRCH for a process that is gone, EACCES and EPERM where it may not be read, 0 where nothing
/// failed.
/// </param>
public sealed record ReadProblem(int Pid, ReadProblemKind What, string Path, int Errno);
