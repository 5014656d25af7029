namespace EchoNotebooks.Tracing;

/// <summary>How a stopped thread is let go.</summary>
/// <param name="How">PTRACE_CONT, PTRACE_SYSCALL or PTRACE_LISTEN.</param>
/// <param name="Signal">The signal that it gets; 0 for none.</param>
internal readonly record struct ResumeAction(int How, int Signal = 0);
