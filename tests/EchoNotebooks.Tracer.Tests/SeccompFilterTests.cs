using System.Runtime.InteropServices;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>The filter, run on a BPF machine of a few lines: which calls stop and which do not.</summary>
public sealed class SeccompFilterTests
{
    private const uint Here = Libc.AUDIT_ARCH_X86_64;

    [Fact]
    public void Every_call_of_the_table_stops_and_no_other()
    {
        var traced = SystemCalls.All.Where(c => c.Number.Number >= 0).ToDictionary(c => c.Number.Number);
        for (var number = 0; number < 600; number++)
        {
            var stops = Run(Here, number, 0, Libc.F_DUPFD);
            var expected = traced.TryGetValue(number, out var call) && call.Effect is not Effect.Ioctl;
            Assert.True(stops == expected, $"call {number} {(stops ? "stops" : "passes")}");
        }
    }

    [Fact]
    public void What_a_server_sets_up_stops_only_where_it_is_asked_for()
    {
        var numbers = SystemCalls.SettingUp.Select(call => call.Number.X64).ToList();
        Assert.All(numbers, number => Assert.False(Run(Here, number, 0, 0)));
        Assert.All(numbers, number => Assert.True(Run(Here, number, 0, 0, setup: true)));
        Assert.True(Run(Here, Libc.SYS_close.Number, 0, 0, setup: true));
    }

    [Fact]
    public void Of_fcntl_and_ioctl_only_what_changes_descriptors_stops()
    {
        var (fcntl, ioctl) = (Libc.SYS_fcntl.Number, Libc.SYS_ioctl.Number);
        Assert.All([Libc.F_DUPFD, Libc.F_DUPFD_CLOEXEC, Libc.F_SETFD], command => Assert.True(Run(Here, fcntl, 3, command)));
        Assert.All([1, 3, 4, 5], command => Assert.False(Run(Here, fcntl, 3, command)));
        Assert.All([Libc.FIOCLEX, Libc.FIONCLEX], command => Assert.True(Run(Here, ioctl, 3, command)));
        Assert.False(Run(Here, ioctl, 3, 0x5401));
    }

    [Fact]
    public void Any_call_of_another_architecture_stops() => Assert.True(Run(Here + 1, 1, 0, 0));

    [Fact]
    public void No_number_is_in_the_table_twice()
    {
        Assert.Equal(SystemCalls.All.Length, SystemCalls.All.Select(c => c.Number.X64).Distinct().Count());
        var arm = SystemCalls.All.Select(c => c.Number.Arm64).Where(n => n != SyscallNumber.None).ToList();
        Assert.Equal(arm.Count, arm.Distinct().Count());
        // What libc calls instead where arm64 lacks a call.
        Assert.All(["clone", "dup3", "pipe2", "openat", "epoll_create1", "eventfd2", "signalfd4"], name =>
            Assert.NotEqual(SyscallNumber.None, SystemCalls.All.Single(c => c.Name == name).Number.Arm64));
        Assert.Equal(["creat", "dup2", "epoll_create", "eventfd", "fork", "inotify_init", "open", "pipe", "signalfd", "vfork"],
            SystemCalls.All.Where(c => c.Number.Arm64 == SyscallNumber.None).Select(c => c.Name).Order(StringComparer.Ordinal));
    }

    private static bool Run(uint architecture, int number, ulong first, int second, bool setup = false)
    {
        var data = new byte[64];
        BitConverter.TryWriteBytes(data, number);
        BitConverter.TryWriteBytes(data.AsSpan(4), architecture);
        BitConverter.TryWriteBytes(data.AsSpan(16), first);
        BitConverter.TryWriteBytes(data.AsSpan(24), (ulong)(uint)second);
        var program = SeccompFilter.Program(Here, setup);
        uint accumulator = 0;
        for (var at = 0; at < program.Length; at++)
        {
            var instruction = program[at];
            switch (instruction.code)
            {
                case Libc.BPF_LD | Libc.BPF_W | Libc.BPF_ABS:
                    accumulator = MemoryMarshal.Read<uint>(data.AsSpan((int)instruction.k));
                    break;
                case Libc.BPF_JMP | Libc.BPF_JEQ | Libc.BPF_K:
                    at += accumulator == instruction.k ? instruction.jt : instruction.jf;
                    break;
                case Libc.BPF_RET | Libc.BPF_K:
                    return instruction.k switch
                    {
                        Libc.SECCOMP_RET_TRACE => true,
                        Libc.SECCOMP_RET_ALLOW => false,
                        var other => throw new InvalidOperationException($"{other:x}"),
                    };
                default:
                    throw new InvalidOperationException($"{instruction.code:x}");
            }
        }
        throw new InvalidOperationException("the filter does not end");
    }
}
