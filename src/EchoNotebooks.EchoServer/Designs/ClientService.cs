using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>What every design but one does with a connected socket; the event loop never waits for one client.</summary>
internal static class ClientService
{
    /// <summary>Serves one client to its end and closes clnt_sock.</summary>
    internal static void Run(int clnt_sock)
    {
        ChildProcess.Echo(clnt_sock);
        _ = close(clnt_sock);
        Output.Line("client disconnected....\n"u8);
    }
}
