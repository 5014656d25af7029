using System.Threading.Channels;
using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Cli.Running;

namespace EchoNotebooks.Cli.Tracing;

/// <summary>One <c>echonb trace</c>: a program under the tracer, its clients, and what is left of it in files or as text.</summary>
internal sealed class TraceSession(TraceRequest request)
{
    /// <summary>How long a server may take until it listens.</summary>
    public static readonly TimeSpan ListenTimeout = TimeSpan.FromSeconds(30);

    private const int Refused = 3;

    /// <summary>A file of so many bytes is more than a reader expects: with a thousand clients it may have gigabytes.</summary>
    private const long Large = 100_000_000;

    private readonly TextWriter errors = Console.Error;
    private readonly TextWriter output = request.TakesStandardOutput ? TextWriter.Null : Console.Out;

    /// <returns>
    /// The exit code: 0; 1 where something went wrong; 3 where tracing is refused; 128 and more after a signal that cut it short.
    /// </returns>
    public async Task<int> RunAsync()
    {
        TraceFiles files;
        try
        {
            files = TraceFiles.Open(request);
        }
        catch (FileException e)
        {
            errors.WriteLine($"{e.Message} 아무것도 시작하지 않았다.");
            return 1;
        }
        using (files)
        using (var signals = new StopSignals(errors.WriteLine))
        {
            try
            {
                return await TraceAsync(files, signals).ConfigureAwait(false);
            }
            catch (TraceRefusedException e)
            {
                errors.WriteLine(e.Message);
                return Refused;
            }
            catch (Exception e) when (e is EchoServerException or FileException)
            {
                errors.WriteLine(e.Message);
                return 1;
            }
            catch (OperationCanceledException) when (signals.ExitCode is { } code)
            {
                return code;
            }
        }
    }

    private async Task<int> TraceAsync(TraceFiles files, StopSignals signals)
    {
        var program = ServerProgram.Command(request.Command);
        var port = request.Port ?? (program.NeedsPort ? FreePort.Find() : 0);
        var command = await program.CommandAsync(port, any: false, step: false, signals.Token).ConfigureAwait(false);
        var options = new List<string>();
        if (request.Json is null || request.Deltas) options.Add("--deltas");
        if (request.Step) options.Add("--step");
        var recording = new Recording(program, new ServerOutput()) { KeepsAll = request.Html is not null };
        using var limit = request.Limit is { } time ? new RecordingLimit(time, int.MaxValue, request.Clients, signals.Token) : null;
        limit?.Begin(recording);
        var stop = limit?.Token ?? signals.Token;
        var tracer = await TracerProcess.StartAsync(recording, command, [.. options], files.WriteLine, signals.Token)
            .ConfigureAwait(false);
        await using (tracer.ConfigureAwait(false))
        {
            string? problem = null;
            var interrupted = false;
            try
            {
                if (request.Step)
                {
                    using var stepped = new SteppedTrace(tracer, port, request, request.TakesStandardOutput ? errors : output);
                    await stepped.RunAsync(stop).ConfigureAwait(false);
                }
                else await RecordAsync(tracer, port, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
            {
                // Without clients the limit is the normal end.
                interrupted = request.Clients > 0;
                if (interrupted) tracer.Recording.Remark("시그널을 받아 도중에 끝냈다.");
            }
            catch (Exception e) when (limit?.IsReached == true && (e is OperationCanceledException or EchoServerException))
            {
                // Without clients the limit is the normal end.
                if (request.Clients > 0) problem = (await limit!.CutAsync(tracer).ConfigureAwait(false)).Remark;
            }
            catch (EchoServerException e)
            {
                problem = e.Message;
                tracer.Recording.Remark(e.Message);
            }
            // A Ctrl+C ends the tracer too while it is still starting, and may do so before this process has heard of it.
            if (tracer.Failure is { } failure && !await CameAsync(signals).ConfigureAwait(false)) problem ??= failure;
            tracer.Recording.IsComplete = problem is null && !interrupted;
            tracer.Recording.ForgetWhatFoundTheProgram();
            var timeline = tracer.Recording.Look();
            await tracer.DisposeAsync().ConfigureAwait(false);

            files.WritePage(timeline);
            if (files.Failure is { } unwritten) problem ??= unwritten;
            if (problem is not null) errors.WriteLine(problem);
            else if (timeline.Remark is { } remark) errors.WriteLine(remark);
            Report(timeline, files);
            return problem is not null ? 1 : interrupted ? signals.ExitCode ?? 1 : 0;
        }
    }

    private void Report(Timeline timeline, TraceFiles files)
    {
        if (request.Json is not (null or "-"))
        {
            output.WriteLine($"{request.Json}: {files.Lines}줄");
            if (!request.Deltas && new FileInfo(request.Json).Length is > Large and var length)
                output.WriteLine($"줄마다 전체가 적혀 있어 {length / 1e6:0}MB이다. 달라진 것만 적으려면 --deltas를 준다.");
        }
        if (request.Html is not (null or "-")) output.WriteLine($"{request.Html}: 걸음 {timeline.Count}개");
    }

    private static async Task<bool> CameAsync(StopSignals signals)
    {
        for (var tries = 0; tries < 20 && signals.ExitCode is null; tries++) await Task.Delay(10).ConfigureAwait(false);
        return signals.ExitCode is not null;
    }

    /// <summary>Lets it run, with its clients, and tells the steps as they come.</summary>
    private async Task RecordAsync(TracerProcess tracer, int port, CancellationToken ct)
    {
        var steps = Channel.CreateUnbounded<TraceStep>(new() { SingleReader = true });
        if (request.IsText) tracer.Recording.OnStep = new StepQueue(tracer.Recording, steps.Writer).Add;
        var printing = PrintAsync(steps.Reader);
        try
        {
            if (request.Clients == 0)
            {
                await tracer.Ended.WaitAsync(ct).ConfigureAwait(false);
            }
            else
            {
                var server = await TracedLaunch.ListeningAsync(tracer, port, step: false, ListenTimeout, ct).ConfigureAwait(false);
                using var visits = new ClientVisits(server, say: request.Say);
                await visits.RunAsync(request.Clients, ct).ConfigureAwait(false);
                await ThrowIfUnservedAsync(visits, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            // What has been said until now is told; how it ends is not part of it.
            tracer.Recording.OnStep = null;
            tracer.Recording.ForgetWhatFoundTheProgram();
            if (request.IsText && !tracer.Recording.HasListened)
                foreach (var step in tracer.Recording.Look()) steps.Writer.TryWrite(step);
            steps.Writer.Complete();
            await printing.ConfigureAwait(false);
        }
    }

    /// <exception cref="EchoServerException">The server ended while clients still waited for their echo.</exception>
    public static async Task ThrowIfUnservedAsync(ClientVisits visits, CancellationToken ct)
    {
        if (await visits.FailureAsync(ct).ConfigureAwait(false) is { } failure) throw new EchoServerException(failure);
    }

    private async Task PrintAsync(ChannelReader<TraceStep> steps)
    {
        await foreach (var step in steps.ReadAllAsync().ConfigureAwait(false))
        {
            StepPrinter.Write(step, output);
            if (Shell.OutputFailure is not null) break;
        }
    }
}
