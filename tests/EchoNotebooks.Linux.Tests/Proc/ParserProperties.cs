using System.Net;
using System.Text;
using CsCheck;

namespace EchoNotebooks.Linux.Tests.Proc;

/// <summary>What holds of the parsers for every text: they throw nothing but their own error, and read what they print.</summary>
public sealed class ParserProperties
{
    private const int Samples = 5000;

    /// <summary>Any character but a zero byte and the halves of a pair; the kernel's names are bytes without zero.</summary>
    private static readonly Gen<string> AnyName =
        Gen.Char['\u0001', '\ud7ff'].Array[0, 15].Select(c => new string(c));

    private static readonly Gen<char> Letter = Gen.Char['A', 'z'].Where(char.IsAsciiLetter);

    private static readonly Gen<ProcStat> Stat =
        Gen.Select(Gen.Int, AnyName, Letter, Gen.Int, Gen.Int, Gen.ULong, Gen.ULong, Gen.Long)
            .Select((pid, name, state, ppid, group, ticks, start, resident) =>
                new ProcStat(pid, name, state, ppid, group, ~group, (uint)~ppid, ticks, ~ticks, ppid ^ group, start, resident));

    private static readonly Gen<ProcStatus> Status =
        Gen.Select(Letter, Gen.ULong, Gen.ULong, Gen.Int.Nullable(), Gen.Long, Gen.Long, Gen.Int)
            .Select((state, signals, capabilities, seccomp, voluntary, involuntary, tracer) =>
                new ProcStatus(state, signals, ~signals, capabilities, seccomp, voluntary, involuntary, tracer, ~signals, signals));

    private static readonly Gen<FdInfo> Info =
        Gen.Select(Gen.Long, Gen.Int[0, int.MaxValue], Gen.Int.Nullable(), Gen.ULong.Nullable())
            .Select((position, flags, mount, inode) => new FdInfo(position, flags, mount, inode));

    private static readonly Gen<FdTarget> Target = Gen.OneOf<FdTarget>(
        Gen.ULong.Select(inode => new FdTarget.Socket(inode)),
        Gen.ULong.Select(inode => new FdTarget.Pipe(inode)),
        Gen.ULong.Select(inode => new FdTarget.Special("mnt", inode)),
        AnyName.Select(name => new FdTarget.AnonInode(name)),
        AnyName.Select(name => new FdTarget.File("/" + name)));

    private static readonly Gen<ProcNetInet> InetRow =
        Gen.Select(Gen.Bool, Gen.Byte.Array[32], Gen.UShort, Gen.UShort, Gen.Byte, Gen.UInt, Gen.ULong)
            .Select((v6, bytes, local, remote, state, uid, inode) => new ProcNetInet(
                new(new IPAddress(bytes.AsSpan(0, v6 ? 16 : 4)), local),
                new(new IPAddress(bytes.AsSpan(16, v6 ? 16 : 4)), remote),
                state, uid, inode));

    private static readonly Gen<ProcNetUnix> UnixRow =
        Gen.Select(Gen.UInt, Gen.UShort, Gen.Byte, Gen.ULong, AnyName.Null())
            .Select((flags, type, state, inode, path) => new ProcNetUnix(flags, type, state, inode, path));

    [Fact]
    public void Stat_reads_what_it_prints() => Stat.Sample(stat => Assert.Equal(stat, ProcStat.Parse(Bytes(stat))), iter: Samples);

    [Fact]
    public void Status_reads_what_it_prints() =>
        Status.Sample(status => Assert.Equal(status, ProcStatus.Parse(Bytes(status))), iter: Samples);

    [Fact]
    public void Fdinfo_reads_what_it_prints() => Info.Sample(info => Assert.Equal(info, FdInfo.Parse(Bytes(info))), iter: Samples);

    [Fact]
    public void A_target_reads_what_it_prints() =>
        Target.Sample(target => Assert.Equal(target, FdTarget.Parse(Bytes(target))), iter: Samples);

    [Fact]
    public void Net_tcp_reads_what_it_prints() =>
        InetRow.List[0, 5].Sample(rows => Assert.Equal(rows, ProcNetInet.Parse(Bytes(ProcNetInet.Print(rows)))), iter: Samples);

    [Fact]
    public void Net_unix_reads_what_it_prints() =>
        UnixRow.List[0, 5].Sample(rows => Assert.Equal(rows, ProcNetUnix.Parse(Bytes(ProcNetUnix.Print(rows)))), iter: Samples);

    [Fact]
    public void Every_link_is_some_target_that_prints_as_it_was() =>
        Gen.OneOf(AnyName, Target.Select(t => t.ToString()!))
            .Sample(link => Assert.Equal(link, FdTarget.Parse(Bytes(link)).ToString()), iter: Samples);

    [Fact]
    public void Random_bytes_never_throw_anything_but_the_parsers_own_error() =>
        Gen.Byte.Array[0, 200].Sample(ThrowsNothingElse, iter: Samples);

    [Fact]
    public void What_the_parsers_print_with_bytes_cut_out_and_changed_never_throws_anything_but_their_own_error()
    {
        var texts = Gen.OneOf(
            Stat.Select(Bytes), Status.Select(status => Bytes(status)), Info.Select(Bytes), Target.Select(Bytes),
            InetRow.List[0, 3].Select(rows => Bytes(ProcNetInet.Print(rows))),
            UnixRow.List[0, 3].Select(rows => Bytes(ProcNetUnix.Print(rows))));
        Gen.Select(texts, Gen.Int[0, 400], Gen.Int[0, 30], Gen.Byte.Array[0, 4]).Sample((text, at, cut, put) =>
        {
            at = Math.Min(at, text.Length);
            ThrowsNothingElse([.. text.AsSpan(0, at), .. put, .. text.AsSpan(Math.Min(at + cut, text.Length))]);
        }, iter: Samples);
    }

    private static byte[] Bytes(object printed) => Encoding.UTF8.GetBytes(printed.ToString()!);

    private static void ThrowsNothingElse(byte[] text)
    {
        Action[] parsers =
        [
            () => ProcStat.Parse(text), () => ProcStatus.Parse(text), () => FdInfo.Parse(text), () => FdTarget.Parse(text),
            () => ProcNetInet.Parse(text), () => ProcNetUnix.Parse(text),
        ];
        foreach (var parse in parsers)
        {
            try
            {
                parse();
            }
            catch (ProcFormatException e)
            {
                Assert.True(e.Line >= 1);
            }
        }
    }
}
