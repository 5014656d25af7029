using System.Globalization;
using System.Text;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// spawn: for each client posix_spawn(3) starts this program anew. The new process inherits one descriptor, clnt_sock, under
/// the number that it has here; the number is its argument.
/// </summary>
internal sealed class SpawnServer(int serv_sock, int signal_fd) : IServerDesign
{
    /// <summary>The option before that number.</summary>
    internal const string ClientOption = "--client";

    private readonly Children children = new();
    private readonly PolledAccept clients = new(serv_sock);

    /// <summary>What the new process does: it serves the client whose descriptor it has inherited, and ends.</summary>
    /// <returns>the exit code</returns>
    internal static int Serve(int clnt_sock)
    {
        Signals.SetDefaults();
        Signals.Unblock();
        Signals.SetDisposition(SIGPIPE, SIG_IGN);
        ClientService.Run(clnt_sock);
        return 0;
    }

    public int Serve()
    {
        Span<pollfd> events = [new() { fd = signal_fd, events = POLLIN }, default];
        while (true)
        {
            events[1] = clients.Event;
            _ = poll(events, 2, clients.Timeout);
            var (childEnded, endAsked) = Signals.Take(signal_fd);
            if (childEnded) children.ReapEnded();
            if (endAsked) break;
            if (clients.IsPaused || events[1].revents != 0) Accept();
        }
        _ = close(serv_sock);
        children.End();
        return 0;
    }

    private void Accept()
    {
        if (clients.Next() is not (>= 0 and var clnt_sock)) return;
        try
        {
            children.Add(Start(clnt_sock));
        }
        catch (LinuxException e)
        {
            Output.Error($"posix_spawn() error\n새 프로세스를 만들지 못해 이 클라이언트와 연결을 끊는다: {e.Message}\n");
        }
        _ = close(clnt_sock);
    }

    private static int Start(int clnt_sock)
    {
        var program = Environment.ProcessPath!;
        var isRuntime = Path.GetFileName(program) == "dotnet";
        string[] self = isRuntime ? [program, Path.Combine(AppContext.BaseDirectory, "echo-server.dll")] : [program];
        string[] arguments = [.. self, ClientOption, clnt_sock.ToString(CultureInfo.InvariantCulture)];
        using var argv = new CStrings(arguments.Select(Encoding.UTF8.GetBytes));
        using var envp = CStrings.FromProc("/proc/self/environ");
        return PosixSpawn.Start(program, argv, envp, (clnt_sock, clnt_sock));
    }
}
