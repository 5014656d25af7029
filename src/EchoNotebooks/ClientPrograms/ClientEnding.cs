namespace EchoNotebooks;

/// <summary>How the client that forks tells the server that it has no more to send (src/textbook/echo_mpclient.c).</summary>
public enum ClientEnding
{
    /// <summary>The child calls shutdown(sock, SHUT_WR).</summary>
    ShutWrite,

    /// <summary>The child only closes its descriptor; the parent's is left, and the server never learns of the end.</summary>
    CloseOnly,

    /// <summary>The child calls shutdown(sock, SHUT_RDWR): what has not come back yet may be lost.</summary>
    ShutBoth,

    /// <summary>The parent calls shutdown(sock, SHUT_WR), and does not wait until the child has written everything.</summary>
    ParentShuts,
}
