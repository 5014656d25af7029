using System.Diagnostics;
using System.Text.Json;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// Whether programs can be traced on this system, as the tracer itself has found by trying. What kept it from answering (Ctrl+C, a
/// machine that is too busy) says nothing of the system and is not remembered.
/// </summary>
/// <param name="ask">Asks the tracer: its answer, or null and why there is none.</param>
internal sealed class TracerTest(Func<(TracerSelfTest? Answer, string? Why)> ask)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Lock asking = new();
    private TracerSelfTest? answer;

    /// <summary>Why not; null where they can.</summary>
    public string? Why
    {
        get
        {
            lock (asking)
            {
                if (answer is not null) return answer.Why;
                (answer, var why) = ask();
                return answer is null ? why : answer.Why;
            }
        }
    }

    /// <summary>Asks the tracer, which tries everything that it needs on a process of its own.</summary>
    public static (TracerSelfTest? Answer, string? Why) Ask()
    {
        if (LibraryFiles.TryFind("echo-tracer.dll") is null)
            return (null, "추적기(echo-tracer)가 EchoNotebooks.dll 옆에 없다. 저장소에서 dotnet build를 실행한 뒤 다시 해 보라.");
        Process tester;
        try
        {
            tester = Started.Process(HelperProcess.StartInfo("echo-tracer", ["--self-test"]));
        }
        catch (EchoServerException e)
        {
            return (null, e.Message);
        }
        using var process = tester;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Timeout))
        {
            process.Kill();
            return (null, $"추적기(echo-tracer)의 자체 시험이 {Timeout.TotalSeconds:0}초 안에 끝나지 않았다. 셀을 다시 실행한다.");
        }
        try
        {
            if (JsonSerializer.Deserialize(said.GetAwaiter().GetResult(), TraceJsonContext.Default.TracerSelfTest) is { } answer)
                return (answer, null);
        }
        catch (JsonException)
        {
            // Told below.
        }
        return (null, $"추적기(echo-tracer)의 자체 시험이 종료 코드 {process.ExitCode}로 끝나고 아무 말도 하지 않았다. 셀을 다시 실행한다.");
    }
}
