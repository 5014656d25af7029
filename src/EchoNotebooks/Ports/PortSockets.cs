namespace EchoNotebooks;

/// <summary>The TCP sockets of a port as they were at one moment. Shown as a table that says what each state means.</summary>
public sealed partial class PortSockets
{
    internal PortSockets(int port, IReadOnlyList<PortSocket> sockets)
    {
        Port = port;
        Sockets = sockets;
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>The listening socket first, then the server's ends of connections, then the clients'.</summary>
    public IReadOnlyList<PortSocket> Sockets { get; }

    /// <summary>The listening socket; null where none listens.</summary>
    public PortSocket? Listening => Sockets.FirstOrDefault(socket => socket.State == "LISTEN");

    /// <summary>
    /// Why bind(2) would be refused now to a server without SO_REUSEADDR, in Korean and with what to do; null where nothing is in
    /// its way.
    /// </summary>
    internal string? Refusal
    {
        get
        {
            if (Listening is { } listening)
                return listening.Holders.Count > 0
                    ? $"포트 {Port}에서는 이미 다른 프로세스가 기다린다: {Names(listening)}. 그 서버를 끝내거나, 포트를 0으로 두어 빈 포트를 받아라."
                    : $"포트 {Port}에서는 이미 다른 프로세스가 기다린다(누구인지 읽을 권한이 없다). 포트를 0으로 두어 빈 포트를 받아라.";
            return Sockets.FirstOrDefault(socket => socket.IsServerSide) is { } rest
                ? $"포트 {Port}에는 앞의 연결이 아직 남아 있다({rest.State}). SO_REUSEADDR를 켜지 않은 서버는 1분쯤 뒤에야 다시 쓸 수 있다. "
                    + "포트를 0으로 두어 빈 포트를 받아라."
                : null;
        }
    }

    private static string Names(PortSocket socket) =>
        string.Join(", ", socket.Holders.Select(holder => $"pid {holder.Pid}({Visible.OnOneLine(holder.Command)})"));
}
