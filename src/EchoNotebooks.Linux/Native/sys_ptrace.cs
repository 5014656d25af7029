using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int PTRACE_CONT = 7;
    internal const int PTRACE_SYSCALL = 24;
    internal const int PTRACE_SETOPTIONS = 0x4200;
    internal const int PTRACE_GETEVENTMSG = 0x4201;
    internal const int PTRACE_GETSIGINFO = 0x4202;
    internal const int PTRACE_SEIZE = 0x4206;
    internal const int PTRACE_INTERRUPT = 0x4207;
    internal const int PTRACE_LISTEN = 0x4208;
    internal const int PTRACE_GET_SYSCALL_INFO = 0x420e;

    internal const int PTRACE_O_TRACESYSGOOD = 0x1;
    internal const int PTRACE_O_TRACEFORK = 0x2;
    internal const int PTRACE_O_TRACEVFORK = 0x4;
    internal const int PTRACE_O_TRACECLONE = 0x8;
    internal const int PTRACE_O_TRACEEXEC = 0x10;
    internal const int PTRACE_O_TRACEEXIT = 0x40;
    internal const int PTRACE_O_TRACESECCOMP = 0x80;
    internal const int PTRACE_O_EXITKILL = 0x100000;

    internal const int PTRACE_EVENT_FORK = 1;
    internal const int PTRACE_EVENT_VFORK = 2;
    internal const int PTRACE_EVENT_CLONE = 3;
    internal const int PTRACE_EVENT_EXEC = 4;
    internal const int PTRACE_EVENT_EXIT = 6;
    internal const int PTRACE_EVENT_SECCOMP = 7;
    internal const int PTRACE_EVENT_STOP = 128;

    internal const byte PTRACE_SYSCALL_INFO_NONE = 0;
    internal const byte PTRACE_SYSCALL_INFO_ENTRY = 1;
    internal const byte PTRACE_SYSCALL_INFO_EXIT = 2;
    internal const byte PTRACE_SYSCALL_INFO_SECCOMP = 3;

    /// <summary>Only the thread that seized a tracee may make requests about it; any other gets ESRCH.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint ptrace(int request, int pid, nint addr, nint data);

    /// <summary>PTRACE_GETEVENTMSG.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint ptrace(int request, int pid, nint addr, out nuint data);

    /// <summary>PTRACE_GETSIGINFO.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint ptrace(int request, int pid, nint addr, out siginfo_t data);

    /// <summary>PTRACE_GET_SYSCALL_INFO; addr is the size of data.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint ptrace(int request, int pid, nint addr, out __ptrace_syscall_info data);
}

/// <summary>
/// What a system call stop is about (Linux 5.3). From offset 24 on a union in C: two underscores stand for the dot
/// between the union's member and its own. The six arguments follow one another in memory.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
internal struct __ptrace_syscall_info
{
    [FieldOffset(0)] internal byte op;
    [FieldOffset(4)] internal uint arch;
    [FieldOffset(8)] internal ulong instruction_pointer;
    [FieldOffset(16)] internal ulong stack_pointer;
    [FieldOffset(24)] internal ulong entry__nr;
    [FieldOffset(32)] internal system_call_arguments entry__args;
    [FieldOffset(24)] internal long exit__rval;
    [FieldOffset(32)] internal byte exit__is_error;
}

/// <summary>The six registers that carry a system call's arguments.</summary>
[InlineArray(6)]
internal struct system_call_arguments
{
    private ulong first;
}
