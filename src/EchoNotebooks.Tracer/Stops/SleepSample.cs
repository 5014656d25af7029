using System.Diagnostics;

namespace EchoNotebooks.Tracing;

/// <summary>What the kernel says of a thread's sleep at a moment (proc_pid_status(5)).</summary>
/// <param name="State">The thread's letter: R, S, D, t, Z …</param>
/// <param name="Switches">How often it has left a processor. Two samples of a sleeping thread with one number are of one sleep.</param>
/// <param name="At">When, as of <see cref="Stopwatch.GetTimestamp"/>.</param>
internal readonly record struct SleepSample(char State, long Switches, long At);
