using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// The seccomp(2) filter that stops a program at <see cref="SystemCalls"/> and lets every other call run at full
/// speed. It is inherited by children and cannot be taken off: without its tracer a program under it gets ENOSYS.
/// </summary>
internal static class SeccompFilter
{
    /// <summary>
    /// Installs the filter in the calling thread, for good, and gives up the right to gain privileges by exec (no_new_privs).
    /// </summary>
    /// <param name="setup">Whether it also stops at what a server sets up.</param>
    /// <returns>0 or errno.</returns>
    internal static int Install(bool setup)
    {
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) return errno;
        var program = MemoryMarshal.AsBytes(Program(ThisMachine(), setup).AsSpan());
        var instructions = Marshal.AllocHGlobal(program.Length);
        var header = Marshal.AllocHGlobal(Unsafe.SizeOf<sock_fprog>());
        try
        {
            Marshal.Copy(program.ToArray(), 0, instructions, program.Length);
            var fprog = new sock_fprog { len = (ushort)(program.Length / Unsafe.SizeOf<sock_filter>()), filter = instructions };
            Marshal.Copy(MemoryMarshal.AsBytes(new ReadOnlySpan<sock_fprog>(in fprog)).ToArray(), 0, header, Unsafe.SizeOf<sock_fprog>());
            return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, (nuint)header, 0, 0) == -1 ? errno : 0;
        }
        finally
        {
            Marshal.FreeHGlobal(header);
            Marshal.FreeHGlobal(instructions);
        }
    }

    /// <summary>The name that the audit system has for this machine's architecture.</summary>
    internal static uint ThisMachine() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => AUDIT_ARCH_X86_64,
        Architecture.Arm64 => AUDIT_ARCH_AARCH64,
        var other => throw new PlatformNotSupportedException($"이 컴퓨터의 CPU({other})에서는 추적할 수 없다. x86-64나 arm64 리눅스에서 실행한다."),
    };

    /// <summary>
    /// The filter: any call of another architecture, and each of ours, traps; fcntl and ioctl only for what changes
    /// descriptors.
    /// </summary>
    internal static sock_filter[] Program(uint architecture, bool setup = false)
    {
        var number = (uint)Offset(nameof(seccomp_data.nr));
        var arch = (uint)Offset(nameof(seccomp_data.arch));
        var secondArgument = (uint)Offset(nameof(seccomp_data.args)) + sizeof(ulong);
        var trap = Return(SECCOMP_RET_TRACE);
        var pass = Return(SECCOMP_RET_ALLOW);

        var program = new List<sock_filter> { Load(arch), SkipIf(architecture, 1), trap, Load(number) };
        foreach (var call in SystemCalls.All.Concat(setup ? SystemCalls.SettingUp : []).Where(call => call.Number.Number >= 0))
        {
            var commands = Commands(call);
            var whatFollows = commands.Length == 0 ? 1 : 2 * commands.Length + 2;
            program.Add(SkipUnless((uint)call.Number.Number, whatFollows));
            if (commands.Length == 0)
            {
                program.Add(trap);
                continue;
            }
            program.Add(Load(secondArgument));
            foreach (var command in commands) program.AddRange([SkipUnless(command, 1), trap]);
            program.Add(pass);
        }
        program.Add(pass);
        return [.. program];
    }

    /// <summary>Whether the filter would stop this call: for where there is none.</summary>
    internal static bool Traps(CallInProgress call) =>
        Commands(call.Definition) is var commands && (commands.Length == 0 || commands.Contains((uint)call[1]));

    private static uint[] Commands(SystemCall call) => call.Effect switch
    {
        Effect.Fcntl => [F_DUPFD, F_DUPFD_CLOEXEC, F_SETFD],
        Effect.Ioctl => [FIOCLEX, FIONCLEX],
        _ => [],
    };

    private static int Offset(string field) => (int)Marshal.OffsetOf<seccomp_data>(field);

    private static sock_filter Load(uint offset) => new() { code = BPF_LD | BPF_W | BPF_ABS, k = offset };

    private static sock_filter SkipIf(uint value, int instructions) =>
        new() { code = BPF_JMP | BPF_JEQ | BPF_K, k = value, jt = (byte)instructions };

    private static sock_filter SkipUnless(uint value, int instructions) =>
        new() { code = BPF_JMP | BPF_JEQ | BPF_K, k = value, jf = (byte)instructions };

    private static sock_filter Return(uint action) => new() { code = BPF_RET | BPF_K, k = action };
}
