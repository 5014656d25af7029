using System.Diagnostics;
using System.Globalization;

namespace EchoNotebooks;

/// <summary>What a program's debug information says of its addresses, asked through addr2line(1), which comes with cc.</summary>
internal static class DebugInformation
{
    private static readonly TimeSpan Addr2LineTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The files and lines of addresses; without those that it does not know, and empty where there is no addr2line.</summary>
    /// <param name="program">The program's file.</param>
    /// <param name="addresses">Addresses in that file.</param>
    public static Dictionary<ulong, (string Path, int Number)> Lines(string program, IReadOnlyList<ulong> addresses)
    {
        var lines = new Dictionary<ulong, (string, int)>();
        if (PathSearch.Find("addr2line") is not { } addr2line || addresses.Count == 0) return lines;
        // -a repeats each address; -i tells, of code that was inlined, also into what.
        var start = new ProcessStartInfo(addr2line, ["-a", "-i", "-e", program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = TryStart(start);
        if (process is null) return lines;
        var said = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        try
        {
            foreach (var address in addresses) process.StandardInput.WriteLine(address.ToString("x", CultureInfo.InvariantCulture));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not read this program (no ELF file), and has ended.
        }
        if (!process.WaitForExit(Addr2LineTimeout))
        {
            process.Kill();
            return lines;
        }
        complaints.GetAwaiter().GetResult();
        Read(said.GetAwaiter().GetResult(), lines);
        return lines;
    }

    /// <summary>Steps are shown without their lines where it cannot be started.</summary>
    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Started.Process(start);
        }
        catch (EchoServerException)
        {
            return null;
        }
    }

    /// <summary>
    /// "0x000000000000135e", then lines of "path:line": the innermost first. What a system header has inlined (a
    /// fortified read) belongs to the line that calls it.
    /// </summary>
    internal static void Read(string said, Dictionary<ulong, (string Path, int Number)> lines)
    {
        var address = 0UL;
        foreach (var line in said.Split('\n'))
        {
            if (line.StartsWith("0x", StringComparison.Ordinal))
            {
                address = ulong.Parse(line.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                continue;
            }
            var colon = line.LastIndexOf(':');
            // "file.c:12 (discriminator 3)", "file.c:?", "??:0"
            if (colon <= 0 || line.StartsWith("/usr/", StringComparison.Ordinal)) continue;
            var digits = line[(colon + 1)..].Split(' ')[0];
            if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                lines.TryAdd(address, (line[..colon], number));
        }
    }
}
