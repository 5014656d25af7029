namespace EchoNotebooks.Linux;

/// <summary>A call that the kernel refused: which call, why (errno), and whom it concerned.</summary>
public sealed class LinuxException : IOException
{
    /// <param name="call">The call as in its man page: "openat", "socket".</param>
    /// <param name="errno">The error number that it left.</param>
    /// <param name="path">The path that it was called with, where there is one.</param>
    /// <param name="pid">The process that it concerned, where there is one.</param>
    public LinuxException(string call, int errno, string? path = null, int? pid = null)
        : base($"{call}{(path is null ? "" : $" {path}")} 실패{(pid is null ? "" : $" (프로세스 {pid})")}: {Linux.Errno.Explain(errno)}")
    {
        Call = call;
        Errno = errno;
        Path = path;
        Pid = pid;
    }

    /// <summary>The call that failed.</summary>
    public string Call { get; }

    /// <summary>The error number (errno(3)).</summary>
    public int Errno { get; }

    /// <summary>The error's C name: "ECONNREFUSED".</summary>
    public string ErrorName => Linux.Errno.Name(Errno);

    /// <summary>The path that the call concerned; null where there is none.</summary>
    public string? Path { get; }

    /// <summary>The process that the call concerned; null where there is none.</summary>
    public int? Pid { get; }
}
