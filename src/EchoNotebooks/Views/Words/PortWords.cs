namespace EchoNotebooks.Views;

/// <summary>Says in words what the TCP state of a socket means (tcp(7), RFC 9293).</summary>
internal static class PortWords
{
    public static string Of(PortSocket socket) => socket.State switch
    {
        "LISTEN" when socket.ReceiveQueue > 0 => $"새 연결을 기다린다. {QueueWords.Waiting(socket.ReceiveQueue.Value)}",
        "LISTEN" => "새 연결을 기다린다",
        // The kernel has made the connection; no descriptor leads to it before accept returns.
        "ESTABLISHED" or "CLOSE_WAIT" when socket.Inode is null => "연결되었고, accept를 기다린다",
        "ESTABLISHED" => "연결되어 있다",
        "SYN_SENT" => "연결을 요청했고, 답을 기다린다",
        "SYN_RECV" => "연결을 맺는 중이다",
        "FIN_WAIT1" => "이쪽이 먼저 닫았고, 그 알림(FIN)을 보내는 중이다",
        "FIN_WAIT2" => "이쪽이 먼저 닫았고, 상대가 닫기를 기다린다",
        "CLOSE_WAIT" => "상대가 먼저 닫았고, 이쪽이 닫기를 기다린다",
        "LAST_ACK" or "CLOSING" => "양쪽이 모두 닫았고, 마지막 확인을 기다린다",
        "TIME_WAIT" => "모두 닫혔고, 먼저 닫은 쪽에 1분쯤 남는 기록이다",
        _ => "",
    };
}
