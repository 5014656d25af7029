using System.Text.Json;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>What is asked of the tracer while it runs: a line on stdin, or its own clock. PROTOCOL.md has the lines.</summary>
internal abstract record Command
{
    private Command()
    {
    }

    /// <summary>Go on until a step matches; null: until the next one.</summary>
    internal sealed record Until(Predicate? Predicate, IReadOnlyList<ProcessRole>? Only, TimeSpan? Timeout) : Command;

    /// <summary>Go on to the end without stopping.</summary>
    internal sealed record Run : Command;

    /// <summary>Stop at the next step.</summary>
    internal sealed record Pause : Command;

    /// <summary>Say where each process is.</summary>
    internal sealed record Status : Command;

    /// <summary>Write all that is owned now.</summary>
    internal sealed record Snapshot : Command;

    /// <summary>Send a signal to a traced process; null: to the program that was started.</summary>
    internal sealed record Signal(int Which, int? Pid) : Command;

    /// <summary>End everything.</summary>
    internal sealed record Stop : Command;

    /// <summary>The time of the n-th <see cref="Until"/> is over.</summary>
    internal sealed record TimeOver(int Order) : Command;

    /// <summary>A call has had the <see cref="ExecutionToken"/> for so long that its thread should be looked at.</summary>
    internal sealed record CheckOwner : Command;

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is no command; the message says why, in Korean.</exception>
    internal static Command Parse(string line)
    {
        try
        {
            var command = JsonSerializer.Deserialize(line, TraceJsonContext.Default.TracerCommand)
                ?? throw new FormatException("null은 명령이 아니다.");
            if (command.Phase is not (null or "before" or "after")) throw new FormatException("phase는 before나 after다.");
            return command.Command switch
            {
                "next" => new Until(null, command.Only, TimeoutOf(command)),
                "until" => new Until(new Predicate(command), command.Only, TimeoutOf(command)),
                "run" => new Run(),
                "pause" => new Pause(),
                "status" => new Status(),
                "snapshot" => new Snapshot(),
                "signal" => new Signal(
                    SignalNames.Parse(command.Signal) ?? throw new FormatException("signal에는 SIGTERM 같은 시그널 이름을 쓴다."),
                    command.Pid),
                "stop" => new Stop(),
                null => throw new FormatException("command가 없다."),
                var other => throw new FormatException($"모르는 명령이다: {other}"),
            };
        }
        catch (JsonException e)
        {
            throw new FormatException($"명령 {line}의 {e.Path ?? "$"}에 맞지 않는 값이 있거나 JSON이 아니다: {JsonFault.Explain(e)}", e);
        }
    }

    private static TimeSpan? TimeoutOf(TracerCommand command) => command.TimeoutMs switch
    {
        null => null,
        > 0 and var milliseconds => TimeSpan.FromMilliseconds(milliseconds),
        _ => throw new FormatException("timeoutMs는 0보다 커야 한다."),
    };
}
