using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>
/// What a snapshot says is held against lsof, lsfd and ss, descriptor by descriptor and socket by socket: for the
/// helper, and on demand for every process of the machine that stands still between a snapshot before and one after.
/// Both sides are brought into one form, a line with the process or socket that it is about.
/// </summary>
public sealed partial class AgreementTests(DescriptorHelper helper) : IClassFixture<DescriptorHelper>
{
    private readonly record struct Line(ulong About, string Text);

    [Fact]
    public void Lsof_sees_descriptors_as_we_do() => Agree(Lsof, LikeLsof, everybody: false, atLeast: 90);

    [Fact]
    public void Lsfd_sees_descriptors_as_we_do() => Agree(Lsfd, LikeLsfd, everybody: false, atLeast: 90);

    [Fact]
    public void Ss_sees_internet_sockets_as_we_do() => Agree(SsInternet, LikeSsInternet, everybody: false, atLeast: 12);

    [Fact]
    public void Ss_sees_unix_sockets_as_we_do() => Agree(SsUnix, LikeSsUnix, everybody: false, atLeast: 10);

    /// <summary>
    /// Compares a tool's lines with ours for all that is the same before and after the tool ran. What moved and came
    /// back meanwhile looks like a disagreement once; a real one stays.
    /// </summary>
    private void Agree(Func<List<Line>> tool, Func<DescriptorSnapshot, IEnumerable<Line>> like, bool everybody, int atLeast)
    {
        IEnumerable<int> pids = everybody ? Readable() : [helper.Pid, helper["child"], helper["zombie"]];
        Dictionary<ulong, string>? disagreements = null;
        for (var attempt = 0; attempt < 5 && disagreements is not { Count: 0 }; attempt++)
        {
            var before = like(DescriptorSnapshot.Take(pids)).ToLookup(line => line.About, line => line.Text);
            var theirs = tool().ToLookup(line => line.About, line => line.Text);
            var after = like(DescriptorSnapshot.Take(pids)).ToLookup(line => line.About, line => line.Text);

            var standing = before.Where(about => about.SequenceEqual(after[about.Key])).ToList();
            Assert.True(standing.Sum(about => about.Count()) >= atLeast, "enough stands still to be compared");
            disagreements = (
                from about in standing
                where disagreements is null || disagreements.ContainsKey(about.Key)
                let they = theirs[about.Key].Except(about).ToList()
                let we = about.Except(theirs[about.Key]).ToList()
                where they.Count + we.Count > 0
                let says = $"we say {string.Join(" | ", we)}, they say {string.Join(" | ", they)}"
                select KeyValuePair.Create(about.Key, says)).ToDictionary();
        }
        Assert.Empty(disagreements!);
    }

    private static List<int> Readable()
    {
        var everybody = DescriptorSnapshot.Take(
            from name in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            where int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            select int.Parse(name, CultureInfo.InvariantCulture));
        // This process never stands still: it holds the pipes of the tool that it runs.
        return [.. everybody.Processes.Select(p => p.Pid).Except(everybody.Problems.Select(p => p.Pid)).Except([Environment.ProcessId])];
    }

    private static List<Line> Lsof()
    {
        // Fields, each on a line that begins with its letter: p process, then for each descriptor f, t type, G flags,
        // d or i inode, P protocol, n name, T state.
        var lines = new List<Line>();
        var fields = new Dictionary<char, string>();
        foreach (var field in Run("lsof", "install lsof", "-nPw", "+fg", "-d", "0-1048575", "-F", "pftdiGPnT").Split('\n').Append("p"))
        {
            if (field.Length == 0) continue;
            if (field[0] is 'p' or 'f' && fields.Remove('f', out var fd))
            {
                lines.Add(new(ulong.Parse(fields['p'], CultureInfo.InvariantCulture), $"{fd} {WhatLsofSays(fields)}"));
                fields = new() { ['p'] = fields['p'] };
            }
            if (field[0] != 'T' || field.StartsWith("TST=", StringComparison.Ordinal)) fields[field[0]] = field[1..];
        }
        return lines;
    }

    private static string WhatLsofSays(Dictionary<char, string> fields)
    {
        const int closeOnExec = 0x80000;
        var flags = Convert.ToInt32(fields.GetValueOrDefault('G', "0x0").Split(';')[0], 16) & closeOnExec;
        var (type, name) = (Field('t'), Field('n'));
        var what = type switch
        {
            "IPv4" or "IPv6" => $"socket {Field('d')} {Field('P').ToLowerInvariant()} {name}{Field('T').Replace("ST=", " ")}",
            "unix" or "netlink" or "raw" or "raw6" or "pack" =>
                $"socket {fields.GetValueOrDefault('i') ?? Field('d')} {type.Replace("pack", "packet")}",
            "sock" => $"socket {Field('i')} {name["protocol: ".Length..].ToLowerInvariant().Replace("v6", "6")}",
            "FIFO" => $"pipe {Field('i')}",
            "a_inode" => $"anon {Field('i')}",
            _ => $"file {Field('i')} {name}",
        };
        return $"{(flags != 0 ? "cloexec" : "")} {what}";

        string Field(char letter) => fields.GetValueOrDefault(letter, "");
    }

    private static IEnumerable<Line> LikeLsof(DescriptorSnapshot snapshot)
    {
        var sockets = snapshot.Sockets.ToDictionary(s => s.Inode);
        foreach (var d in snapshot.Descriptors)
        {
            var what = d.Kind switch
            {
                DescriptorKind.Socket => $"socket {d.Inode} {OfSocket(sockets[d.Inode!.Value])}",
                DescriptorKind.Pipe => $"pipe {d.Inode}",
                DescriptorKind.Anon => $"anon {d.Inode}",
                // lsof cuts a namespace's name at its colon, and writes a newline as \\n.
                DescriptorKind.Other => $"file {d.Inode} {d.Target.Split(':')[0]}",
                _ => $"file {d.Inode} {d.Target.Replace("\n", "\\n")}",
            };
            yield return new((ulong)d.Pid, $"{d.Fd} {(d.CloseOnExec ? "cloexec" : "")} {what}");
        }

        static string OfSocket(SocketFact socket) => socket.Protocol switch
        {
            // lsof takes a multipath connection for its first path, which is TCP.
            "mptcp" or "mptcp6" => OfSocket(socket with { Protocol = socket.Protocol[1..].Replace("ptcp", "tcp") }),
            "unix" or "netlink" or "raw" or "raw6" => socket.Protocol,
            // lsof knows only what /proc/net lists: not a socket that is neither connected nor listening.
            "tcp" or "tcp6" or "udp" or "udp6" when socket.Local is null || socket.State == "CLOSE" => socket.Protocol,
            "tcp" or "tcp6" or "udp" or "udp6" =>
                $"{socket.Protocol.TrimEnd('6')} {End(socket.Local)}{(socket.Remote is null ? "" : "->" + End(socket.Remote))}"
                + (socket.State is null ? "" : " " + socket.State),
            _ => socket.Protocol,
        };

        static string End(Endpoint? end) => Wildcard($"{end?.Plain}");
    }

    private static List<Line> Lsfd()
    {
        // Since util-linux 2.39 the plain columns have names of their own; 2.38 does not know these and prints nothing.
        var (type, name, protocol) = ("STTYPE", "KNAME", "SOCK.PROTONAME");
        var output = Columns();
        if (output.Length == 0)
        {
            (type, name, protocol) = ("TYPE", "NAME", "PROTONAME");
            output = Columns();
        }
        using var json = JsonDocument.Parse(output);
        return [.. from row in json.RootElement.GetProperty("lsfd").EnumerateArray()
                   let flags = Text(row, "FLAGS") ?? ""
                   // The kernel has a name of its own for unix stream sockets.
                   let what = (Text(row, protocol) ?? Text(row, name))!.Replace("UNIX-STREAM", "UNIX")
                   let kind = Text(row, type) switch
                   {
                       "SOCK" => "socket",
                       "FIFO" => "pipe",
                       "UNKN" => "anon",
                       _ => "file",
                   }
                   let inode = Inode(row.GetProperty("inode").GetUInt64(), what)
                   let closeOnExec = flags.Split(',').Contains("cloexec") ? "cloexec" : ""
                   select new Line(
                       row.GetProperty("pid").GetUInt64(), string.Join(' ', row.GetProperty("fd"), kind, inode, closeOnExec, what))];

        string Columns() =>
            Run("lsfd", "install util-linux 2.38 or later",
                "-J", "-Q", "FD >= 0", "-o", $"PID,FD,INODE,FLAGS,{type},{name},{protocol}");

        static string? Text(JsonElement row, string column) => row.GetProperty(column.ToLowerInvariant()).GetString();
    }

    private static IEnumerable<Line> LikeLsfd(DescriptorSnapshot snapshot)
    {
        var sockets = snapshot.Sockets.ToDictionary(s => s.Inode);
        foreach (var d in snapshot.Descriptors)
        {
            var (type, name) = d.Kind switch
            {
                DescriptorKind.Socket => ("socket", Regex.Replace(sockets[d.Inode!.Value].Protocol.ToUpperInvariant(), "6$", "v6")),
                DescriptorKind.Pipe => ("pipe", d.Target),
                DescriptorKind.Anon => ("anon", d.Target),
                _ => ("file", d.Target),
            };
            yield return new((ulong)d.Pid, string.Join(' ', d.Fd, type, Inode(d.Inode, name), d.CloseOnExec ? "cloexec" : "", name));
        }
    }

    /// <summary>lsfd 2.38 takes two memory files of one name, as every browser has them, for one file (stat(1) does not).</summary>
    private static ulong? Inode(ulong? inode, string name) => name.StartsWith("/memfd:", StringComparison.Ordinal) ? null : inode;

    private static List<Line> SsInternet() =>
        [.. from match in InternetLine().Matches(Run("ss", "install iproute2", "-tuanpeHO"))
            let ends = $"{WithoutDevice(match.Groups["local"].Value)} {WithoutDevice(match.Groups["remote"].Value)}"
            select new Line(
                ulong.Parse(match.Groups["inode"].Value), $"{match.Groups["protocol"]} {match.Groups["state"]} {ends}")];

    private static IEnumerable<Line> LikeSsInternet(DescriptorSnapshot snapshot) =>
        from s in snapshot.Sockets
        where s.Protocol.TrimEnd('6') is "tcp" or "udp"
        // Neither does ss 6.1 show what is neither connected nor listening.
        where s.Local is not null && s.State != "CLOSE"
        let state = s.State is null ? s.Remote is null ? "UNCONN" : "ESTAB" : SsState(s.State)
        select new Line(s.Inode, string.Join(' ', s.Protocol.TrimEnd('6'), state, Wildcard($"{s.Local}"), s.Remote?.ToString() ?? "*:*"));

    private static List<Line> SsUnix() =>
        [.. from match in UnixLine().Matches(Run("ss", "install iproute2", "-xanHO"))
            let name = match.Groups["name"].Value.Trim()
            select new Line(ulong.Parse(match.Groups["inode"].Value, CultureInfo.InvariantCulture), string.Join(' ',
                match.Groups["type"].Value == "dgr" ? "" : match.Groups["state"].Value, name))];

    private static IEnumerable<Line> LikeSsUnix(DescriptorSnapshot snapshot) =>
        from s in snapshot.Sockets
        where s.Protocol == "unix"
        let state = s.State switch { null => "", "CLOSE" => "UNCONN", var state => SsState(state) }
        select new Line(s.Inode, string.Join(' ', state, s.Local?.ToString() ?? "*"));

    private static string SsState(string state) => state switch
    {
        "ESTABLISHED" => "ESTAB",
        "FIN_WAIT1" => "FIN-WAIT-1",
        "FIN_WAIT2" => "FIN-WAIT-2",
        _ => state.Replace('_', '-'),
    };

    private static string Wildcard(string end) => end.Replace("[::]:", "*:").Replace("0.0.0.0:", "*:");

    private static string WithoutDevice(string end) => Wildcard(Device().Replace(end, ""));

    [GeneratedRegex("%[^:\\]]+")]
    private static partial Regex Device();

    [GeneratedRegex(
        @"^(?<protocol>tcp|udp)\s+(?<state>\S+)\s+\d+\s+\d+\s+(?<local>\S+)\s+(?<remote>\S+)\s.*\bino:(?<inode>[1-9]\d*)\b",
        RegexOptions.Multiline)]
    private static partial Regex InternetLine();

    [GeneratedRegex(@"^u_(?<type>\w+)\s+(?<state>\S+)\s+\d+\s+\d+ (?<name>.*?) (?<inode>\d+)\s+\* \d+\s*$", RegexOptions.Multiline)]
    private static partial Regex UnixLine();

    private static string Run(string program, string mend, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Need.Program(program, mend), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // lsof shows what is not ASCII as it is only in a UTF-8 locale.
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), $"{program} does not end");
        _ = errors;
        return output;
    }
}
