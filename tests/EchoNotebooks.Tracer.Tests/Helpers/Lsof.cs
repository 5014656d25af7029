using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>
/// What lsof(8) says of the internet sockets of some processes: a second opinion that shares no line of code with the
/// tracer, and reads /proc/net where the tracer asks sock_diag.
/// </summary>
internal static class Lsof
{
    /// <summary>One descriptor of a socket.</summary>
    /// <param name="Pid">The process.</param>
    /// <param name="Fd">The number.</param>
    /// <param name="Inode">The socket's.</param>
    /// <param name="Ends">"127.0.0.1:9190->127.0.0.1:40000 ESTABLISHED"; null for one that is neither bound and listening nor
    /// connected: it is in no table.</param>
    internal readonly record struct Socket(int Pid, int Fd, ulong Inode, string? Ends);

    /// <summary>Asks lsof.</summary>
    /// <returns>The sockets, and of each process that is there its parent.</returns>
    internal static (List<Socket> Sockets, Dictionary<int, int> Parents) Read(IReadOnlyCollection<int> pids)
    {
        var (sockets, parents) = (new List<Socket>(), new Dictionary<int, int>());
        var (pid, fd, type, protocol, name, inode, state) = (0, 0, "", "", "", 0UL, "");
        // Without the files that are mapped: a runtime has hundreds.
        foreach (var line in Run(Need.Program("lsof", "install lsof"), "-nPw", "-a", "-p", string.Join(',', pids), "-d", "0-9999", "-F",
            "pRftdiPnT").Split('\n'))
        {
            if (line.Length < 2) continue;
            var value = line[1..];
            switch (line[0])
            {
                case 'p':
                    Take();
                    pid = int.Parse(value, null);
                    break;
                case 'R':
                    parents[pid] = int.Parse(value, null);
                    break;
                case 'f':
                    Take();
                    (fd, type, protocol, name, inode, state) = (int.Parse(value, null), "", "", "", 0, "");
                    break;
                case 't': type = value; break;
                case 'P': protocol = value; break;
                // A socket of a table has its inode as its device, any other as its inode.
                case 'd' when type is "IPv4" or "IPv6": inode = ulong.Parse(value, null); break;
                case 'i' when type == "sock": inode = ulong.Parse(value, null); break;
                case 'n': name = value; break;
                case 'T' when value.StartsWith("ST=", StringComparison.Ordinal): state = value[3..]; break;
            }
        }
        Take();
        return (sockets, parents);

        void Take()
        {
            var ends = name.Contains("->", StringComparison.Ordinal) ? name : name + "->";
            if (type is "IPv4" or "IPv6") sockets.Add(new(pid, fd, inode, $"{protocol} {ends} {state}"));
            else if (type == "sock" && name.StartsWith("protocol: ", StringComparison.Ordinal)
                && name[10..] is "TCP" or "TCPv6" or "UDP" or "UDPv6") sockets.Add(new(pid, fd, inode, null));
            type = "";
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = errors.Result;
        return output;
    }
}
