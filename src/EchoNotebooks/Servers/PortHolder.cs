using System.Globalization;
using System.Net.NetworkInformation;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Which processes use a port.</summary>
internal static class PortHolder
{
    /// <summary>A sentence that names the processes which hold a port, or says what else is known; null when the port is free.</summary>
    public static string? Describe(int port)
    {
        if (Listeners(port) is { Count: > 0 } holders)
            return $"포트 {port}에서는 이미 다른 프로세스가 기다린다: {string.Join(", ", holders)}. "
                + "그 서버를 끝내거나, 포트를 0으로 두어 빈 포트를 받아라.";
        var properties = IPGlobalProperties.GetIPGlobalProperties();
        if (properties.GetActiveTcpListeners().Any(end => end.Port == port))
            return $"포트 {port}에서는 이미 다른 프로세스가 기다린다(누구인지 읽을 권한이 없다). 포트를 0으로 두어 빈 포트를 받아라.";
        if (properties.GetActiveTcpConnections().FirstOrDefault(connection => connection.LocalEndPoint.Port == port) is { } rest)
            return $"포트 {port}에는 앞의 연결이 아직 남아 있다({rest.State}). SO_REUSEADDR을 켜지 않은 서버는 1~2분 뒤에야 다시 쓸 수 있다. "
                + "포트를 0으로 두어 빈 포트를 받아라.";
        return null;
    }

    private static List<string> Listeners(int port)
    {
        var pids = Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path))
            .Where(name => char.IsAsciiDigit(name[0])).Select(name => int.Parse(name, CultureInfo.InvariantCulture));
        var facts = DescriptorSnapshot.Take(pids);
        var sockets = facts.Sockets.Where(socket => socket.State == "LISTEN" && socket.Local?.PortOrNull == port)
            .Select(socket => socket.Inode).ToHashSet();
        var holders = facts.Descriptors
            .Where(fact => fact is { Kind: DescriptorKind.Socket, Inode: { } inode } && sockets.Contains(inode))
            .Select(fact => fact.Pid).ToHashSet();
        return
        [
            .. facts.Processes.Where(process => holders.Contains(process.Pid))
                .Select(process => $"pid {process.Pid}({Visible.OnOneLine(process.Command)})"),
        ];
    }
}
