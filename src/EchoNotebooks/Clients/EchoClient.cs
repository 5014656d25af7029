using System.Net;
using System.Net.Sockets;
using System.Text;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>One connection to a server. Calls of one client wait for each other; clients are independent.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class EchoClient : ICellOwned, IView
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private readonly Socket socket;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly BeginEcho? echo;
    private bool closed;
    private string? endedBecause;

    private EchoClient(Socket socket, int number, BeginEcho? echo)
    {
        this.socket = socket;
        this.echo = echo;
        Number = number;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        RemoteEndPoint = (IPEndPoint)socket.RemoteEndPoint!;
    }

    /// <summary>Which client of its server it is, from 1 in the order of connecting.</summary>
    public int Number { get; }

    /// <summary>The client's own address and port.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The server's address and port.</summary>
    public IPEndPoint RemoteEndPoint { get; }

    /// <summary>Whether this end has been closed.</summary>
    public bool IsClosed => closed;

    bool ICellOwned.IsOver => closed;

    void ICellOwned.EndsBecause(string why) => endedBecause ??= $"{why} 연결한 클라이언트를 닫았다({this}). ConnectAsync로 새로 연결한다.";

    /// <summary>Told before its server ends for another reason than that its user wanted it.</summary>
    /// <param name="why">Whole sentences, ready to be shown.</param>
    internal void ServerEndsBecause(string why) => endedBecause ??= why;

    /// <summary>Connects, or gives up after a time.</summary>
    /// <returns>null where the connection was refused, or was not made in time.</returns>
    internal static async Task<EchoClient?> TryConnectAsync(IPEndPoint server, int number, BeginEcho? echo, TimeSpan timeout)
    {
        using var timer = new CancellationTokenSource(timeout);
        try
        {
            return await ConnectAsync(server, number, echo, timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (EchoServerException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return null;
        }
    }

    internal static async Task<EchoClient> ConnectAsync(IPEndPoint server, int number, BeginEcho? echo, CancellationToken ct)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
            timer.CancelAfter(DefaultTimeout);
            await socket.ConnectAsync(server, timer.Token).ConfigureAwait(false);
            return new EchoClient(socket, number, echo);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            socket?.Dispose();
            throw new EchoServerException(
                $"{server}에 {DefaultTimeout.TotalSeconds:0}초 안에 연결하지 못했다. 서버가 accept를 부르지 못해 대기열(backlog)이 가득 찼을 수 있다.")
            {
                IsProgramsFault = true,
            };
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new EchoServerException(e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => $"{server}에 연결하지 못했다: 그 포트에서 기다리는 서버가 없다(ECONNREFUSED). 서버가 아직 돌고 있는지 확인하라.",
                SocketError.TooManyOpenSockets =>
                    $"소켓을 더 만들 수 없다(EMFILE): 이 프로세스의 디스크립터 한도는 {DescriptorLimit()}개이다. "
                    + "셸에서 ulimit -n으로 한도를 올리거나 클라이언트를 줄여라.",
                SocketError.NetworkUnreachable when IPAddress.IsLoopback(server.Address) =>
                    $"{server}에 연결하지 못했다: 루프백 인터페이스(lo)가 꺼져 있다(ENETUNREACH). "
                    + "관리자가 ip link set lo up을 실행해야 한다. 컨테이너나 네트워크 이름 공간이라면 그 안에서 실행한다.",
                _ => $"{server}에 연결하지 못했다: {Errno.Explain(e.NativeErrorCode)}.",
            }, e)
            {
                IsProgramsFault = e.SocketErrorCode == SocketError.ConnectionRefused,
            };
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    /// <summary>Sends a text as UTF-8 and gives back what the server echoed, of any length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ct">Gives up; the connection is then of no more use.</param>
    /// <exception cref="EchoServerException">The server closed or reset the connection, or was silent for 10 seconds.</exception>
    public Task<string> EchoAsync(string text, CancellationToken ct = default) => EchoAsync(text, DefaultTimeout, ct);

    /// <summary>Sends a text as UTF-8 and gives back what the server echoed, of any length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="patience">How long the server may be silent.</param>
    /// <param name="ct">Gives up; the connection is then of no more use.</param>
    /// <exception cref="EchoServerException">The server closed or reset the connection, or was silent for too long.</exception>
    public async Task<string> EchoAsync(string text, TimeSpan patience, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Encoding.UTF8.GetString(await EchoAsync(Encoding.UTF8.GetBytes(text), patience, ct).ConfigureAwait(false));
    }

    /// <summary>
    /// Sends bytes and gives back as many from the server. Sends and receives at once, so that no length can block both ends.
    /// </summary>
    /// <param name="data">The bytes.</param>
    /// <param name="ct">Gives up; the connection is then of no more use.</param>
    /// <exception cref="EchoServerException">The server closed or reset the connection, or was silent for 10 seconds.</exception>
    public Task<byte[]> EchoAsync(ReadOnlyMemory<byte> data, CancellationToken ct = default) => EchoAsync(data, DefaultTimeout, ct);

    /// <summary>The same with another patience.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="patience">How long the server may be silent.</param>
    /// <param name="ct">Gives up; the connection is then of no more use.</param>
    /// <exception cref="EchoServerException">The server closed or reset the connection, or was silent for too long.</exception>
    public async Task<byte[]> EchoAsync(ReadOnlyMemory<byte> data, TimeSpan patience, CancellationToken ct = default)
    {
        await turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            ThrowIfClosed();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var serving = echo is null ? Task.CompletedTask : await echo(this, data.Length, stop.Token).ConfigureAwait(false);
            var sending = SendAsync(data, stop.Token);
            try
            {
                var receiving = ReceiveAsync(data.Length, sending, patience, stop.Token);
                await Task.WhenAny(receiving, serving).ConfigureAwait(false);
                // A server that cannot serve now knows why; this end would only know that nothing comes.
                if (serving.IsFaulted) await serving.ConfigureAwait(false);
                var received = await receiving.ConfigureAwait(false);
                await serving.ConfigureAwait(false);
                return received;
            }
            finally
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Sends a text as UTF-8 and waits for no echo.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ct">Gives up; part of it may have been sent.</param>
    /// <exception cref="EchoServerException">The server has closed or reset the connection.</exception>
    public Task SendAsync(string text, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SendInTurnAsync(Encoding.UTF8.GetBytes(text), ct);
    }

    /// <summary>Receives what has come, or waits for the next that comes; the connection is of use afterwards.</summary>
    /// <param name="max">How many bytes at most.</param>
    /// <param name="timeout">How long to wait; 10 seconds by default.</param>
    /// <returns>The bytes as UTF-8; empty at end of file.</returns>
    /// <exception cref="EchoServerException">Nothing came in time, or the server reset the connection.</exception>
    public async Task<string> ReceiveAsync(int max = 4096, TimeSpan? timeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        await turn.WaitAsync().ConfigureAwait(false);
        var limit = timeout ?? DefaultTimeout;
        try
        {
            ThrowIfClosed();
            using var timer = new CancellationTokenSource(limit);
            var data = new byte[max];
            var count = await socket.ReceiveAsync(data, timer.Token).ConfigureAwait(false);
            if (count == 0 && endedBecause is { } why) throw new EchoServerException(why);
            return Encoding.UTF8.GetString(data, 0, count);
        }
        catch (OperationCanceledException)
        {
            throw Failed($"{this}: {limit.TotalSeconds:0.#}초 동안 서버가 아무것도 보내지 않았다.");
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Broken(e, "받지 못했다");
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Sends bytes to a server that may be no echo server, and takes what comes: until all of it came back, the server has
    /// closed, or it is enough.
    /// </summary>
    /// <param name="data">The bytes.</param>
    /// <param name="enough">Ends the waiting; no error.</param>
    internal async Task<Answer> AskAsync(ReadOnlyMemory<byte> data, CancellationToken enough)
    {
        await turn.WaitAsync(enough).ConfigureAwait(false);
        try
        {
            ThrowIfClosed();
            var sending = SendAsync(data, enough);
            var answer = new Answer(data);
            var block = new byte[4096];
            try
            {
                try
                {
                    while (!answer.IsEcho && !answer.IsClosed)
                        answer.Add(block.AsSpan(0, await socket.ReceiveAsync(block, enough).ConfigureAwait(false)));
                    await sending.ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    // What came until then is the answer. On a busy machine it may wait in the socket to be received.
                    while (!answer.IsEcho && !answer.IsClosed && socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
                        answer.Add(block.AsSpan(0, socket.Receive(block)));
                }
            }
            catch (SocketException)
            {
                answer.Add([]);
            }
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return answer;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Says that nothing more will be sent (shutdown(2), SHUT_WR): the server reads end of file, this end can still read.
    /// </summary>
    public Task FinishAsync()
    {
        ThrowIfClosed();
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException e)
        {
            throw Broken(e, "더 보낼 것이 없다고 알리지 못했다");
        }
        return Task.CompletedTask;
    }

    /// <summary>Waits for the server to close its end.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <returns>Whether end of file (or a reset) came in that time.</returns>
    public async Task<bool> WaitForEndOfFileAsync(TimeSpan timeout)
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            ThrowIfClosed();
            using var timer = new CancellationTokenSource(timeout);
            var rest = new byte[4096];
            while (await socket.ReceiveAsync(rest, timer.Token).ConfigureAwait(false) > 0)
            {
                // What the server still had to say is not of interest here.
            }
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Closes the connection in order: the server reads end of file.</summary>
    public Task CloseAsync()
    {
        if (!closed)
        {
            closed = true;
            // Without shutdown, what was echoed and not read here would turn the close into a reset.
            try
            {
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // The server was faster.
            }
            socket.Dispose();
        }
        return Task.CompletedTask;
    }

    /// <summary>Breaks the connection off: the server gets RST, and its next read fails with ECONNRESET (SO_LINGER 0, tcp(7)).</summary>
    public void Reset()
    {
        if (closed) return;
        closed = true;
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    /// <summary>"클라이언트 1 (127.0.0.1:40001)".</summary>
    public override string ToString() => $"클라이언트 {Number} ({LocalEndPoint})";

    private async Task SendInTurnAsync(byte[] data, CancellationToken ct)
    {
        await turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            ThrowIfClosed();
            await SendAsync(data, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Broken(e, "보내지 못했다");
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        while (data.Length > 0) data = data[await socket.SendAsync(data, ct).ConfigureAwait(false)..];
    }

    private async Task<byte[]> ReceiveAsync(int length, Task sending, TimeSpan patience, CancellationToken ct)
    {
        var received = new byte[length];
        var count = 0;
        while (count < length)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
            timer.CancelAfter(patience); // of silence, not of the whole: any length may take its time
            try
            {
                var read = await socket.ReceiveAsync(received.AsMemory(count), timer.Token).ConfigureAwait(false);
                if (read == 0) throw Failed($"서버가 연결을 닫았다: {length}바이트 가운데 {count}바이트만 돌아왔다.");
                count += read;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw Failed(
                    $"서버가 {patience.TotalSeconds:0.#}초 동안 아무것도 돌려주지 않았다: {length}바이트 가운데 {count}바이트만 돌아왔다. " +
                    "자식 프로세스가 멈춰 있는지, 아직 accept되지 않았는지 스냅샷으로 확인한다.");
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw Broken(e, $"{length}바이트 가운데 {count}바이트만 돌아왔다");
            }
        }
        // All of it came back, so all of it was sent.
        await sending.ConfigureAwait(false);
        return received;
    }

    private EchoServerException Broken(Exception e, string what) =>
        Failed(
            $"{this}의 연결이 끊어졌다({(e is SocketException error ? error.SocketErrorCode : "이쪽에서 닫았다")}): {what}. "
            + "서버나 자식 프로세스가 끝났는지 스냅샷으로 확인한다.",
            e);

    /// <summary>What went wrong; where a cell's end has ended the server or this client, that instead.</summary>
    private EchoServerException Failed(string what, Exception? e = null) =>
        new(endedBecause ?? what, e) { IsProgramsFault = endedBecause is null };

    /// <summary>Also throws where the connection would still work: its server was ended with its cell, and the message says so.</summary>
    private void ThrowIfClosed()
    {
        if (closed || endedBecause is not null) throw Failed($"{this}: 이미 닫은 연결이다. ConnectAsync로 새로 연결하라.");
    }

    /// <summary>The soft limit of open descriptors; the runtime raises it to the hard one when it starts.</summary>
    private static string DescriptorLimit() =>
        File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) is { } line
            ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] : "?";

    void IView.WriteHtml(MarkupWriter html) => html.Leaf("pre", ((IView)this).ToText().TrimEnd());

    string IView.ToText() => $"클라이언트 {Number}: {LocalEndPoint} → {RemoteEndPoint} {(closed ? "(닫혔다)" : "(연결됨)")}\n";
}
