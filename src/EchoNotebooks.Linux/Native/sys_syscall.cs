using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal static readonly SyscallNumber SYS_kcmp = new(X64: 312, Arm64: 272);
    internal static readonly SyscallNumber SYS_close_range = new(X64: 436, Arm64: 436);
    internal static readonly SyscallNumber SYS_getdents64 = new(X64: 217, Arm64: 61);
}

/// <summary>The number of one system call on each architecture that we know.</summary>
internal readonly record struct SyscallNumber(int X64, int Arm64)
{
    /// <summary>The number on the machine that this runs on.</summary>
    /// <exception cref="PlatformNotSupportedException">Neither x86-64 nor arm64.</exception>
    internal int Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        var other => throw new PlatformNotSupportedException(
            $"이 컴퓨터의 CPU({other})에서는 시스템 콜 번호를 모른다. x86-64나 arm64 리눅스에서 실행한다."),
    };
}
