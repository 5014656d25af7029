using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>What waits in a socket's receive queue, in Korean.</summary>
internal static class QueueWords
{
    /// <summary>Of a listening socket the connections, of a connection the bytes; empty for nothing, and where it is not known.</summary>
    public static string Of(SocketFact? socket) => socket switch
    {
        { State: "LISTEN", ReceiveQueue: > 0 and var waiting } => Waiting(waiting),
        { State: not "LISTEN", ReceiveQueue: > 0 and var unread } => $"읽지 않은 {unread}바이트",
        _ => "",
    };

    /// <summary>Both queues, also where nothing is in them.</summary>
    public static string Exactly(SocketFact? socket) => socket switch
    {
        // listen(2): Linux completes one connection more than its argument says.
        { State: "LISTEN", ReceiveQueue: { } waiting, SendQueue: { } backlog } => $"연결 대기열 {waiting} / {backlog + 1L}",
        { ReceiveQueue: { } unread, SendQueue: { } unacknowledged } => $"받는 큐 {unread}바이트 · 보내는 큐 {unacknowledged}바이트",
        _ => "큐를 읽지 못했다",
    };

    /// <summary>The connections that wait for accept.</summary>
    public static string Waiting(int count) => $"accept를 기다리는 연결 {count}개";
}
