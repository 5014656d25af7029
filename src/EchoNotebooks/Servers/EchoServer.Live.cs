using System.Runtime.CompilerServices;

namespace EchoNotebooks;

public sealed partial class EchoServer
{
    private readonly LiveWindows windows = new();

    /// <summary>
    /// Opens a page that shows this server as it runs, for a browser beside the notebook: who owns what, its clients and what
    /// they say. It only looks, and ends with the server.
    /// </summary>
    /// <param name="port">The page's port; 0 takes any free one.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <returns>The window; shown in a cell it is a link.</returns>
    /// <exception cref="EchoServerException">The port is in use, or the server has ended.</exception>
    public LiveWindow OpenLive(int port = 0, [CallerFilePath] string caller = "") => windows.Open(Pid, port, caller);
}
