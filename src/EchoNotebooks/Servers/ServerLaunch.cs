using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Starts a server's program on a port and waits until it listens, with or without a tracer.</summary>
internal static class ServerLaunch
{
    private const int PortTries = 3;

    /// <summary>
    /// Starts a program. Where a free port was chosen and another process takes it before the program binds it, another
    /// port is tried.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="port">0 takes any free port.</param>
    /// <param name="any">Whether it listens at all addresses of the machine.</param>
    /// <param name="step">Whether echo-server stops itself at its steps.</param>
    /// <param name="start">Starts the command.</param>
    /// <param name="listening">Waits until the started program listens at the port; 0 is any.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="EchoServerException">It cannot be started, ended before it listened, or does not listen.</exception>
    public static async Task<TServer> StartAsync<TProcess, TServer>(
        ServerProgram program,
        int port,
        bool any,
        bool step,
        Func<string[], Task<TProcess>> start,
        Func<TProcess, int, Task<TServer>> listening,
        CancellationToken ct)
        where TProcess : IAsyncDisposable
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        for (var tries = 1; ; tries++)
        {
            var asked = port == 0 && program.NeedsPort ? FreePort.Find() : port;
            var command = await program.CommandAsync(asked, any, step, ct).ConfigureAwait(false);
            var process = await start(command).ConfigureAwait(false);
            try
            {
                return await listening(process, asked).ConfigureAwait(false);
            }
            catch (EchoServerException) when (asked != port && tries < PortTries && Ports.Look(asked).Refusal is not null)
            {
                await process.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await process.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>The program ended before it listened.</summary>
    public static EchoServerException EndedEarly(ServerProgram program, ProcessEnd end, ServerOutput output, int port)
    {
        var holder = port == 0 ? null : Ports.Look(port).Refusal;
        return new($"{program.Name}: 클라이언트를 기다리기(LISTEN) 전에 끝났다({end}).{(holder is null ? "" : $" {holder}")}\n서버의 출력:\n{output.Tail}")
        {
            IsProgramsFault = true,
            ExitCode = end.Code,
            Output = output.ToString(),
        };
    }

    /// <summary>The program has ended, and what it forked listens: a daemon.</summary>
    /// <param name="program">The program.</param>
    /// <param name="pid">A process that is left of it.</param>
    /// <param name="listener">The socket at which it listens.</param>
    /// <param name="output">What it has written.</param>
    public static EchoServerException Daemon(ServerProgram program, int pid, SocketFact listener, ServerOutput output) => new(
        $"{program.Name}: 데몬이 되어 뒤로 물러났다. 시작한 프로세스는 끝났고, 남은 프로세스(pid {pid})가 {listener.Local}에서 기다리고 있었다. "
        + "노트북이 띄우고 끝내려면 서버가 앞에서 돌아야 한다. 앞에서 도는 옵션(흔히 -f, -D, --foreground, --no-daemon)을 명령에 넣는다.\n"
        + $"서버의 출력:\n{output.Tail}")
    {
        IsProgramsFault = true,
        Output = output.ToString(),
    };

    /// <summary>The program runs, and did not listen in time.</summary>
    /// <param name="program">The program.</param>
    /// <param name="output">What it has written.</param>
    /// <param name="port">The port that it was waited for at; 0 for any.</param>
    /// <param name="timeout">How long it was waited for.</param>
    /// <param name="instead">What it does instead, where that is known.</param>
    public static EchoServerException NotListening(
        ServerProgram program, ServerOutput output, int port, TimeSpan timeout, string? instead = null)
    {
        var where = port == 0 ? "어떤 포트에서도" : $"포트 {port}에서";
        var what = instead is null ? " " : $" {instead}\n";
        return new($"{program.Name}: {timeout.TotalSeconds:0.#}초가 지나도 {where} 기다리지(LISTEN) 않는다.{what}그때까지의 출력:\n{output.Tail}")
        {
            IsProgramsFault = true,
            Output = output.ToString(),
        };
    }
}
