using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Run;

/// <summary>
/// The process that runs one notebook's cells. It lives as long as its runner: when the socket ends, so does it,
/// and with it everything that ends with it.
/// </summary>
public static class Worker
{
    /// <summary>Serves the runner that listens on a Unix socket; returns only when there is nothing more to do.</summary>
    /// <param name="socketPath">The socket's path.</param>
    /// <param name="host">The process that the worker is.</param>
    public static int Run(string socketPath, IProcessHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        // Ctrl+C reaches every process of the terminal; the runner decides what becomes of the cell.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        using var channel = new WorkerChannel(socket);
        _ = WarmUp(channel);

        CSharpSession? session = null;
        var fence = "";
        IReadOnlySet<int> earlier = new HashSet<int>();
        while (channel.NextCommand() is { } command)
        {
            switch (command)
            {
                case WorkerCommand.Open open:
                    Directory.SetCurrentDirectory(open.Folder);
                    session = new CSharpSession(open.Folder);
                    fence = open.Fence;
                    break;
                case WorkerCommand.RunCell run:
                    earlier = host.Programs();
                    _ = RunCell(session!, run.Cell, channel, fence);
                    break;
                case WorkerCommand.Interrupt interrupt:
                    host.InterruptPrograms(except: earlier);
                    _ = session!.InterruptAsync(TimeSpan.FromMilliseconds(interrupt.PatienceMilliseconds));
                    break;
            }
        }
        host.EndPrograms();
        // Not a return: threads that a cell left running would keep the process.
        Environment.Exit(0);
        return 0;
    }

    private static async Task WarmUp(WorkerChannel channel)
    {
        await CSharpSession.WarmUp().ConfigureAwait(false);
        channel.Send(new WorkerEvent.Ready());
    }

    private static async Task RunCell(CSharpSession session, CellCode cell, WorkerChannel channel, string fence)
    {
        // Not disposed: a task of the cell may write later, when its outcome is long known.
        var output = new OutputBatch(channel, cell.Number);
        // Environment.Exit in a cell leaves time for this.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => output.Flush();
        var outcome = await Task.Run(() => session.RunAsync(cell, output)).ConfigureAwait(false);
        output.Flush();
        WriteFence(Console.OpenStandardOutput(), fence);
        WriteFence(Console.OpenStandardError(), fence);
        channel.Send(new WorkerEvent.Ended(cell.Number, outcome));
    }

    private static void WriteFence(Stream stream, string fence)
    {
        stream.Write(Encoding.UTF8.GetBytes(fence));
        stream.Flush();
    }
}
