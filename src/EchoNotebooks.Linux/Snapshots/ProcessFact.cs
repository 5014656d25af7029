namespace EchoNotebooks.Linux;

/// <summary>One process as proc_pid_stat(5) tells it.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="Ppid">The parent's process id.</param>
/// <param name="State">The kernel's letter: R S D T t Z X (proc_pid_stat(5)). A zombie is Z and has no descriptors.</param>
/// <param name="Command">The program's name as the kernel keeps it (comm, at most 15 bytes).</param>
/// <param name="StartTime">Clock ticks after boot; together with the pid it names one process for ever.</param>
/// <param name="Role">What the process is in the server, where that is known; null otherwise.</param>
public sealed record ProcessFact(int Pid, int Ppid, char State, string Command, ulong StartTime, ProcessRole? Role = null);
