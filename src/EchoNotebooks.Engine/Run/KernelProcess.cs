using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Run;

/// <summary>A kernel as a process of ours, from its start to its end.</summary>
internal sealed class KernelProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMilliseconds(300);
    private readonly Process process;
    private readonly IProcessHost host;
    private readonly Task warmUp;
    private IUnreadOutput? unread;
    private int? exitCode;

    private KernelProcess(Process process, KernelClient client, IProcessHost host)
    {
        this.process = process;
        this.host = host;
        Client = client;
        // A cell that is not counted and not shown brings everything to where a reader's first cell finds it.
        warmUp = client.ExecuteAsync("warm-up", "1", [], silent: true).ContinueWith(
            _ => unread = host.UnreadOutput(process.Id), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>The conversation with it.</summary>
    public KernelClient Client { get; }

    /// <summary>Starts a kernel; it warms up by itself.</summary>
    /// <param name="program">The program.</param>
    /// <param name="folder">The notebook's folder, which becomes the kernel's working folder.</param>
    /// <param name="host">The process that starts it.</param>
    /// <exception cref="KernelStartException">It did not start.</exception>
    public static async Task<KernelProcess> StartAsync(KernelProgram program, string folder, IProcessHost host)
    {
        var socketFolder = SocketFolder();
        try
        {
            var path = Path.Combine(socketFolder, "kernel");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            var start = new ProcessStartInfo(program.FileName, [.. program.Arguments, path])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var process = Start(start);
            // Programs that cells start find their input at its end instead of waiting for a keyboard.
            process.StandardInput.Close();
            var accepted = listener.AcceptAsync();
            var exited = process.WaitForExitAsync();
            if (await Task.WhenAny(accepted, exited, Task.Delay(StartTimeout)).ConfigureAwait(false) == accepted)
                return new KernelProcess(process, new KernelClient(await accepted.ConfigureAwait(false)), host);
            process.Kill();
            var said = await process.StandardError.ReadToEndAsync().WaitAsync(DrainTimeout).ConfigureAwait(false);
            throw new KernelStartException($"셀을 실행할 커널이 시작되지 않았다({program.FileName}). {said}");
        }
        finally
        {
            Directory.Delete(socketFolder, recursive: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new KernelStartException(
                $"셀을 실행할 커널({start.FileName})을 {start.WorkingDirectory} 폴더에서 시작하지 못했다. "
                + "폴더가 그대로 있는지, 프로세스가 너무 많지 않은지 확인한다.", e);
        }
    }

    /// <summary>Waits until it is warm, so that a cell's time is its own.</summary>
    public Task WarmUpAsync() => Task.WhenAny(warmUp, Client.Ended, Task.Delay(StartTimeout));

    /// <summary>
    /// Lets it end, which ends what its cells left running, and waits for that; a kernel that does not end is killed.
    /// </summary>
    /// <returns>Its exit code, 128 + n for signal n.</returns>
    public async Task<int> EndAsync()
    {
        if (exitCode is { } known) return known;
        Client.HangUp();
        using var timeout = new CancellationTokenSource(EndTimeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync().ConfigureAwait(false);
        }
        await Task.WhenAny(Client.Ended, Task.Delay(DrainTimeout)).ConfigureAwait(false);
        host.RemoveDiagnosticPorts(process.Id);
        exitCode = process.ExitCode;
        return process.ExitCode;
    }

    /// <summary>
    /// What native code, the runtime included, and programs of cells had written when the kernel ended, and the kernel
    /// could not pass on any more.
    /// </summary>
    public (string Output, string Error) LastWords() => unread?.Read() ?? ("", "");

    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        unread?.Dispose();
        Client.Dispose();
        process.Dispose();
    }

    /// <summary>A folder of our own for the socket; a socket's path has room for 107 bytes (unix(7)).</summary>
    private static string SocketFolder()
    {
        try
        {
            var folder = Directory.CreateTempSubdirectory("echonb-").FullName;
            if (folder.Length < 90) return folder;
            Directory.Delete(folder);
            folder = $"/tmp/echonb-{Guid.NewGuid():N}";
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KernelStartException(
                $"임시 폴더 {Path.GetTempPath()}에 쓸 수 없어서 셀을 실행할 커널을 시작하지 못했다. "
                + "그 폴더를 만들거나 비우고, 아니면 환경 변수 TMPDIR를 쓸 수 있는 폴더로 바꾼다.", e);
        }
    }
}
