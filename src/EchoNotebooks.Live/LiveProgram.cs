using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Live;

/// <summary>
/// One window, from its opening to its end. Its standard input is its life line: at the end of file, at SIGINT and at SIGTERM it
/// ends all that it has started.
/// </summary>
/// <param name="arguments">What it shows, and where.</param>
#pragma warning disable CA1001 // The source has no timer and no handle: there is nothing to release, and it may be cancelled late.
internal sealed class LiveProgram(LiveArguments arguments)
#pragma warning restore CA1001
{
    private const int Failed = 1, Refused = 3;
    private readonly CancellationTokenSource over = new();
    private readonly Notices notices = new();

    /// <returns>The exit code: 0; 1 where it could not be opened; 3 where tracing is refused.</returns>
    public async Task<int> RunAsync()
    {
        // A Ctrl+C in the terminal is for the parent; the end of stdin ends all.
        _ = Libc.setpgid(0, 0);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        _ = WaitForEndOfInputAsync();
        try
        {
            await ShowAsync().ConfigureAwait(false);
            return 0;
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return 0;
        }
        catch (TraceRefusedException e)
        {
            new LiveEvent("failed") { Why = e.Message, Refused = true }.Write();
            return Refused;
        }
        catch (Exception e) when (e is EchoServerException or ArgumentException)
        {
            new LiveEvent("failed") { Why = e.Message }.Write();
            return Failed;
        }
    }

    private async Task ShowAsync()
    {
        var web = await WebServer.ListenAsync(arguments.Any ? IPAddress.Any : IPAddress.Loopback, arguments.Port, over.Token)
            .ConfigureAwait(false);
        await using (web.ConfigureAwait(false))
        {
            var shown = new ShownServer(await SubjectAsync().ConfigureAwait(false), notices);
            await using (shown.ConfigureAwait(false))
            {
                web.Show(shown);
                Uri[] addresses = [web.Address, .. arguments.Any ? OwnAddresses().Select(web.AddressFor) : []];
                new LiveEvent("open")
                {
                    Addresses = [.. addresses.Select(address => address.AbsoluteUri)],
                    What = $"{shown.Subject.Name}, pid {shown.Subject.Pid}, 포트 {shown.Subject.Port}. {shown.Subject.How}",
                }.Write();
                await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<ISubject> SubjectAsync()
    {
        if (arguments.Pids.Count > 0) return Watch();
        var (program, port) = Program();
        try
        {
            return await TracedSubject.StartAsync(program, port, arguments.Step, over.Token).ConfigureAwait(false);
        }
        catch (TraceRefusedException e) when (!arguments.Step)
        {
            var server = await EchoServer.StartAsync(program, port, ct: over.Token).ConfigureAwait(false);
            return new WatchedSubject(program.Name, server.Pid, () => server.Snapshot())
            {
                How = $"이 시스템에서는 추적할 수 없어 0.1초마다 커널에 묻는다. 그사이에 열리고 닫힌 것은 놓칠 수 있다. {e.Message}",
                Output = server.Output,
                Owned = server,
            };
        }
    }

    /// <summary>
    /// A C source is compiled, with the lines that its steps then have, and takes a port or {port}; anything else is a command.
    /// </summary>
    private (ServerProgram Program, int Port) Program()
    {
        var file = arguments.Command[0];
        if (!file.EndsWith(".c", StringComparison.Ordinal) || PortOf([.. arguments.Command.Skip(1)]) is not { } port)
            return (ServerProgram.Command(arguments.Command), 0);
        if (RegularFile.WhyNotRead(file) is { } why) throw new EchoServerException($"{Visible.OnOneLine(file)}: {why}");
        try
        {
            var name = Path.GetFileName(file);
            return (ServerProgram.OfText(name, name, File.ReadAllText(file)), port);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EchoServerException($"{Visible.OnOneLine(file)} 파일을 읽지 못했다. 경로와 읽기 권한을 확인한다.", e);
        }
    }

    /// <summary>The port that stands behind a source, 0 for any free one; null where something else stands there.</summary>
    private static int? PortOf(string[] words) => words switch
    {
        [] or ["{port}"] => 0,
        [var word] when ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) => port,
        _ => null,
    };

    private WatchedSubject Watch()
    {
        var processes = WatchedProcesses.Find(arguments.Pids);
        return new WatchedSubject(processes.Parent.Command, processes.Parent.Pid, processes.Read)
        {
            How = "실행 중인 프로세스를 0.1초마다 커널에 묻기만 한다. 멈추지도 추적하지도 끝내지도 않으며, 그사이에 열리고 닫힌 것은 놓칠 수 있다.",
        };
    }

    private static IEnumerable<IPAddress> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(one => one.OperationalStatus == OperationalStatus.Up && one.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)
        .Where(address => address.AddressFamily == AddressFamily.InterNetwork);

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        over.Cancel();
    }

    private async Task WaitForEndOfInputAsync()
    {
        var input = Console.OpenStandardInput();
        var block = new byte[256];
        try
        {
            while (await input.ReadAsync(block).ConfigureAwait(false) > 0)
            {
                // Nothing is said there.
            }
        }
        catch (IOException)
        {
            // A terminal that is gone is the end as well.
        }
        await over.CancelAsync().ConfigureAwait(false);
    }
}
