using EchoNotebooks.Cli.Running;

namespace EchoNotebooks.Cli.Live;

/// <summary>One <c>echonb live</c>: the window's program, from its start to Ctrl+C.</summary>
/// <param name="arguments">What echo-live is told.</param>
/// <param name="opensBrowser">Whether the page is opened where there is a browser.</param>
internal sealed class LiveSession(IReadOnlyList<string> arguments, bool opensBrowser)
{
    private const int Failed = 1, Refused = 3;

    /// <returns>The exit code: 0; 1 where the window could not be opened or ended by itself; 3 where tracing is refused.</returns>
    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals(Console.Error.WriteLine);
        try
        {
            var window = await LiveProcess.StartAsync(arguments, signals.Token).ConfigureAwait(false);
            await using (window.ConfigureAwait(false))
            {
                foreach (var address in window.Addresses) Console.Out.WriteLine(address);
                Console.Error.WriteLine($"{window.What}\n위의 주소를 브라우저로 연다. Ctrl+C를 누르면 창과, 창이 시작한 것을 모두 끝낸다.");
                if (arguments.TakeWhile(word => word != "--").Contains("--any"))
                    Console.Error.WriteLine("--any: 다른 컴퓨터에서도 열린다. 주소를 아는 사람은 누구나 보고 조작할 수 있다.");
                if (opensBrowser) Browser.TryOpen(window.Addresses[0]);
                await window.Ended.WaitAsync(signals.Token).ConfigureAwait(false);
                if (signals.ExitCode is not null) return 0;
                Console.Error.WriteLine("창의 프로그램(echo-live)이 갑자기 끝났고, 창이 시작한 것도 모두 끝났다. 다시 시작한다.");
                return Failed;
            }
        }
        catch (OperationCanceledException) when (signals.ExitCode is not null)
        {
            return 0;
        }
        catch (TraceRefusedException e)
        {
            Console.Error.WriteLine(e.Message);
            return Refused;
        }
        catch (EchoServerException e)
        {
            Console.Error.WriteLine(e.Message);
            return signals.ExitCode is null ? Failed : 0;
        }
    }
}
