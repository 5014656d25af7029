using System.Net;
using System.Text;

namespace EchoNotebooks.Linux.Tests.Proc;

/// <summary>The parsers on texts as kernels print them.</summary>
public sealed class ParserTests
{
    [Theory]
    [InlineData("bash")]
    [InlineData("a) R 1 (b")]
    [InlineData("")]
    [InlineData("two\nlines) S 2")]
    [InlineData("에코")]
    [InlineData("(((")]
    public void Stat_finds_the_name_whatever_it_contains(string name)
    {
        var text = $"42 ({name}) S 7 42 40 34816 42 4194304 1 2 3 4 11 12 5 6 20 0 3 0 777 8192 55 18446744073709551615 1 1 0 0 0\n";
        Assert.Equal(new ProcStat(42, name, 'S', 7, 42, 40, 4194304, 11, 12, 3, 777, 55), ProcStat.Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData('S', 4194304, false)]
    [InlineData('R', 4194304 | 4, true)] // PF_EXITING
    [InlineData('Z', 0, true)]
    [InlineData('X', 0, true)]
    public void A_process_in_exit_and_a_zombie_are_in_their_end(char state, uint flags, bool ending) =>
        Assert.Equal(ending, new ProcStat(42, "sh", state, 7, 42, 40, flags, 11, 12, 1, 777, 55).IsEnding);

    [Fact]
    public void A_name_that_was_cut_within_a_letter_ends_with_a_replacement_character()
    {
        byte[] text = [.. "42 ("u8, .. "에코"u8[..^1], .. ") S 7 42 40 0 -1 0 1 2 3 4 11 12 5 6 20 0 3 0 777 8192 55\n"u8];
        Assert.Equal("에\ufffd", ProcStat.Parse(text).Command);
    }

    [Theory]
    [InlineData("", "이름이 없다")]
    [InlineData("42 (sh) S", "ppid")]
    [InlineData("x (sh) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 1 1 1", "'x'")]
    [InlineData("42 (sh) SS 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 1 1 1", "'SS'")]
    [InlineData("42 (sh) S 1 1 1 0 -1 0 0 0 0 0 99999999999999999999 0 0 0 20 0 1 0 1 1 1", "utime")]
    public void What_is_no_stat_is_refused_with_path_line_and_reason(string text, string reason)
    {
        var error = Assert.Throws<ProcFormatException>(() => ProcStat.Parse(Encoding.UTF8.GetBytes(text), "/proc/42/stat"));
        Assert.Equal(("/proc/42/stat", 1), (error.Path, error.Line));
        Assert.StartsWith("/proc/42/stat 1행", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_shows_no_control_characters_of_what_it_read()
    {
        var error = Assert.Throws<ProcFormatException>(() => ProcStat.Parse("42 (sh) \u001b[31mred 1"u8));
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void Status_is_read_with_its_signals_capabilities_and_switches()
    {
        var status = ProcStatus.Parse("""
            Name:	State:\tX\nSigIgn:
            Umask:	0022
            State:	T (stopped)
            Tgid:	42
            TracerPid:	7
            VmRSS:	    1234 kB
            SigPnd:	0000000000000200
            ShdPnd:	0000000000010000
            SigBlk:	0000000000010000
            SigIgn:	0000000000001000
            SigCgt:	8000000180004002
            CapInh:	0000000000000000
            CapEff:	0000000000080000
            Seccomp:	2
            Seccomp_filters:	1
            voluntary_ctxt_switches:	150
            nonvoluntary_ctxt_switches:	545
            """u8);
        Assert.Equal(new ProcStatus('T', 0x1000, 0x8000000180004002, 0x80000, 2, 150, 545, 7, 0x10200, 0x10000), status);
        Assert.Equal(["SIGUSR1", "SIGCHLD"], SignalNames.In(status.PendingSignals));
        Assert.Equal([13], Enumerable.Range(1, 64).Where(status.Ignores));
        Assert.Equal([2, 15, 32, 33, 64], Enumerable.Range(1, 64).Where(status.Catches));
        Assert.Equal([19], Enumerable.Range(0, 64).Where(status.Can));
    }

    [Theory]
    [InlineData(0x2 | 0x800, "O_RDWR|O_NONBLOCK")]
    [InlineData(0x1 | 0x400 | 0x1000, "O_WRONLY|O_APPEND|O_DSYNC")]
    [InlineData(0x0 | 0x101000, "O_RDONLY|O_SYNC")]
    [InlineData(0x200000, "O_PATH")]
    public void Status_flags_are_told_as_a_C_program_writes_them(int flags, string expected) =>
        Assert.Equal(expected, StatusFlags.Of(flags | Linux.Native.Libc.O_CLOEXEC));

    [Theory]
    [InlineData(0x000001ffffffffff, true)]
    [InlineData(0x00000000a80425fb, false)]
    public void The_capability_to_trace_is_bit_19_of_CapEff(ulong effective, bool expected) =>
        Assert.Equal(expected, new ProcStatus { EffectiveCapabilities = effective }.Can(19));

    [Fact]
    public void A_status_without_a_needed_line_is_refused()
    {
        var error = Assert.Throws<ProcFormatException>(() => ProcStatus.Parse("Name:\tsh\nState:\tS\n"u8));
        Assert.Contains("SigIgn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fdinfo_is_read_and_lines_of_special_files_are_passed_over()
    {
        var info = FdInfo.Parse("""
            pos:	12
            flags:	02004002
            mnt_id:	15
            ino:	1057
            tfd:        5 events:       19 data: 5  pos:0 ino:1 sdev:8

            """u8);
        Assert.Equal(new FdInfo(12, 0x80802, 15, 1057), info);
        Assert.True(info.CloseOnExec);
        Assert.False(FdInfo.Parse("pos:\t0\nflags:\t02\n"u8).CloseOnExec);
        Assert.Equal(new FdInfo(0, 2, null, null), FdInfo.Parse("pos:\t0\nflags:\t02\n"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pos:\t0\n")]
    [InlineData("pos:\tx\nflags:\t02\n")]
    [InlineData("pos:\t0\nflags:\t09\n")]
    [InlineData("pos:\t0\nflags:\t777777777777777\n")]
    public void What_is_no_fdinfo_is_refused(string text) =>
        Assert.Throws<ProcFormatException>(() => FdInfo.Parse(Encoding.UTF8.GetBytes(text)));

    public static TheoryData<string, FdTarget> Targets => new()
    {
        { "socket:[12345]", new FdTarget.Socket(12345) },
        { "pipe:[77]", new FdTarget.Pipe(77) },
        { "anon_inode:[eventpoll]", new FdTarget.AnonInode("[eventpoll]") },
        { "anon_inode:inotify", new FdTarget.AnonInode("inotify") },
        { "net:[4026531840]", new FdTarget.Special("net", 4026531840) },
        { "/dev/null", new FdTarget.File("/dev/null") },
        { "/tmp/socket:[1] (deleted)", new FdTarget.File("/tmp/socket:[1] (deleted)") },
        { "(unreachable)/x", new FdTarget.File("(unreachable)/x") },
        { "socket:[]", new FdTarget.Unknown("socket:[]") },
        { "socket:[1", new FdTarget.Unknown("socket:[1") },
        { "socket:[99999999999999999999]", new FdTarget.Unknown("socket:[99999999999999999999]") },
        { ":[1]", new FdTarget.Unknown(":[1]") },
        { "", new FdTarget.Unknown("") },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_link_is_one_of_the_cases(string link, FdTarget target) =>
        Assert.Equal(target, FdTarget.Parse(Encoding.UTF8.GetBytes(link)));

    [Fact]
    public void Net_tcp_turns_the_addresses_words_and_leaves_the_ports()
    {
        var text = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:23E6 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 900 1 0000000000000000 100 0 0 10 0
               1: 0100007F:23E6 0302000A:C350 08 00000001:00000002 02:000A7D8B 00000000     0        0 901 2 0000000000000000
            """u8;
        Assert.Equal(
            [
                new(new(IPAddress.Loopback, 9190), new(IPAddress.Any, 0), 10, 1000, 900),
                new(new(IPAddress.Loopback, 9190), new(IPAddress.Parse("10.0.2.3"), 50000), 8, 0, 901),
            ],
            ProcNetInet.Parse(text));
    }

    [Fact]
    public void Net_tcp6_turns_each_word_by_itself()
    {
        var text = """
              sl  local_address remote_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode
               0: 0000000000000000FFFF00000100007F:23E6 B80D0120000000000000000001000000:0001 01 0:0 00:0 0 0 0 5 1 0
            """u8;
        var row = Assert.Single(ProcNetInet.Parse(text));
        Assert.Equal("[::ffff:127.0.0.1]:9190", row.Local.ToString());
        Assert.Equal("[2001:db8::1]:1", row.Remote.ToString());
    }

    [Theory]
    [InlineData("nonsense", 1)]
    [InlineData("  sl  local_address\n   0: 0100007F:23E6", 2)]
    [InlineData("  sl  local_address\n   0: 0100007F 0 0A 0 0 0 0 0 1", 2)]
    [InlineData("  sl  local_address\n 0: 0100007F:23E6 00000000:0000 0A 0 0 0 0 0 5\n 1: 0100007F:23E6 00000000:10000 0A 0 0 0 0 0 5", 3)]
    [InlineData("  sl  local_address\n   0: 0100007G:23E6 00000000:0000 0A 0:0 0:0 0 0 0 5", 2)]
    public void What_is_no_net_tcp_is_refused_with_its_line(string text, int line) =>
        Assert.Equal(line, Assert.Throws<ProcFormatException>(() => ProcNetInet.Parse(Encoding.UTF8.GetBytes(text))).Line);

    [Fact]
    public void Net_unix_keeps_names_with_blanks_and_newlines()
    {
        var text = """
            Num       RefCount Protocol Flags    Type St Inode Path
            ffff888003a1c000: 00000002 00000000 00010000 0001 01 21005 /run/my socket
            00000000097fdc74: 00000003 00000000 00000000 0001 03  1062
            0000000000000000: 00000002 00000000 00000000 0002 01    33 @two
            lines
            """u8;
        Assert.Equal(
            [
                new(ProcNetUnix.Listens, 1, 1, 21005, "/run/my socket"),
                new(0, 1, ProcNetUnix.Connected, 1062, null),
                new(0, 2, 1, 33, "@two\nlines"),
            ],
            ProcNetUnix.Parse(text));
    }
}
