using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EchoNotebooks.Cli.Publishing;

/// <summary>
/// The numbers that the operating system gave out in one run: of processes, ports, inodes and moments. Each has one that
/// stands for it in what is published, counted in the order of appearance (pid 1001, 1002 …) with as many digits, so that
/// tables and pictures keep their layout.
/// </summary>
/// <remarks>
/// A number is known by what the output says of it: the keys of a picture's parts (<c>data-key="process PID/START"</c>), the
/// word before it ("pid 4711", "inode 815", an address before a port), the name in JSON, the call that returned it. Only
/// inodes, which have a column of their own, are replaced wherever they stand alone. Of anything else no digit changes.
/// </remarks>
internal sealed partial class KernelNumbers
{
    private const int LeastDigits = 4;
    private const int FirstPort = 50_001;

    /// <summary>Ports below are chosen by people (ip_local_port_range, ip(7)).</summary>
    private const int LeastGivenPort = 32_768;

    private readonly Dictionary<(string Kind, string Owner, string Number), string> given = [];
    private readonly Dictionary<(string Kind, int Digits), int> counts = [];

    /// <summary>Learns the numbers that a text declares, in their order.</summary>
    public void Read(string text) => _ = Declared().Replace(text, Replace);

    /// <summary>The text with the numbers that stand for those that were learned.</summary>
    public string Publish(string text) =>
        Alone().Replace(Declared().Replace(text, Replace), match => given.GetValueOrDefault(("inode", "", match.Value), match.Value));

    private string Replace(Match match)
    {
        var result = new StringBuilder(match.Value);
        var numbers =
            from Group kind in match.Groups
            where !char.IsDigit(kind.Name[0])
            from Capture number in kind.Captures
            orderby number.Index
            let owner = kind.Name == "start" ? match.Groups["process"].Value : ""
            select (At: number.Index - match.Index, number.Length, Published: Published(kind.Name, owner, number.Value));
        foreach (var (at, length, published) in numbers.ToList().AsEnumerable().Reverse())
            result.Remove(at, length).Insert(at, published);
        return result.ToString();
    }

    /// <summary>The number that stands for one of a kind.</summary>
    /// <remarks>
    /// A start has an owner, its process: processes of one clock tick start at one moment, and another run parts them otherwise.
    /// </remarks>
    private string Published(string kind, string owner, string number)
    {
        if (given.TryGetValue((kind, owner, number), out var known)) return known;
        // init and "no process" are the same on every machine.
        if (kind == "process" && number is "0" or "1") return number;
        if (kind == "port" && (!int.TryParse(number, CultureInfo.InvariantCulture, out var port) || port < LeastGivenPort)) return number;
        var digits = Math.Max(number.Length, LeastDigits);
        var count = counts[(kind, digits)] = counts.GetValueOrDefault((kind, digits)) + 1;
        var published = kind == "port" ? FirstPort - 1 + count : (long)Math.Pow(10, digits - 1) + count;
        return given[(kind, owner, number)] = published.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        """
        data-key="(?:process|line|descriptor)\ (?<process>\d+)/(?<start>\d+)
        | data-key="object\ \w+:(?<inode>\d+):
        | ["\#]t\d+-(?<process>\d+)-
        | \bpid\ (?<process>\d+)
        | \bproc\ id:\ (?<process>\d+)
        | \bPPid:\ (?<process>\d+)(?:\ →\ (?<process>\d+))?
        | 스레드\ (?<process>\d+):
        | \b(?:fork|vfork|clone|posix_spawn|wait4?|waitpid)\([^()]*\)(?:<[^<>]*>)*\ =\ (?<process>\d+)
        | "(?:pid|ppid|tid)":\s*(?<process>\d+)
        | "startTime":\s*(?<moment>\d+)
        | "inode":\s*(?<inode>\d+)
        | \binode\ (?<inode>\d+)
        | \b(?:socket|pipe):\[(?<inode>\d+)\]
        | \b\d{1,3}(?:\.\d{1,3}){3}:(?<port>\d+)
        | ::1?\]:(?<port>\d+)
        | 포트\ (?<port>\d+)
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Declared();

    [GeneratedRegex(@"(?<![\w.:/-])\d{4,}(?![\w.:/-])")]
    private static partial Regex Alone();
}
