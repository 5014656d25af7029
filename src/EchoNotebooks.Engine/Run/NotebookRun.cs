using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Run;

/// <summary>The run of one notebook: sends its cells to the kernel, one after another, and writes what comes into them.</summary>
internal sealed class NotebookRun(Notebook notebook, KernelProcess kernel, RunOptions options)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private const int PrintedLines = 20;
    private const string ExpectedFailure = "raises-exception";
    private readonly Dictionary<string, CellOutputs> outputs = [];
    private readonly Dictionary<string, List<JsonObject>> displays = [];
    private readonly Lock gate = new();
    private CellOutputs? current;

    /// <summary>The cells that failed against expectation.</summary>
    public List<CellFailure> Failures { get; } = [];

    /// <summary>Whether a cell was stopped by a signal.</summary>
    public bool Interrupted { get; private set; }

    /// <summary>Runs a cell; false if the notebook ends with it.</summary>
    public async Task<bool> RunCellAsync(Cell cell, CancellationToken cancellation)
    {
        var id = $"cell-{cell.Number}";
        lock (gate) outputs[id] = current = new CellOutputs(cell, displays);
        var metadata = new JsonObject
        {
            ["cellId"] = cell.Id ?? id,
            ["polyglot_notebook"] = new JsonObject { ["kernelName"] = CellLanguage.Of(cell, notebook).Name },
        };
        var running = kernel.Client.ExecuteAsync(id, cell.Source, metadata);
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(running, Task.Delay(options.CellTimeout, waking.Token)).ConfigureAwait(false);
        await waking.CancelAsync().ConfigureAwait(false);
        if (!running.IsCompleted) return await StopAsync(cell, running, cancellation.IsCancellationRequested).ConfigureAwait(false);
        if (await running.ConfigureAwait(false) is not { } reply) return await DiedAsync(cell).ConfigureAwait(false);
        if (ErrorOf(reply) is not { } error) return true;
        // Ctrl+C in a terminal reaches the kernel, too, and may be faster there.
        return EndOf(reply) is CellEnd.Stopped or CellEnd.Abandoned ? Stopped(cell, reply, byUser: true) : Fail(cell, error);
    }

    /// <summary>An output has come, perhaps of a cell that has ended long ago.</summary>
    public void Take(KernelMessage message)
    {
        lock (gate)
        {
            if (!outputs.TryGetValue(message.Request, out var output)) return;
            switch (message.Type)
            {
                case "execute_input":
                    output.Begin((int)message.Content["execution_count"]!);
                    break;
                case "stream":
                    output.Write(message.Text("name"), message.Text("text"));
                    break;
                case "display_data":
                    output.Display((JsonObject)message.Content["data"]!, DisplayId(message));
                    break;
                case "update_display_data":
                    output.Update((JsonObject)message.Content["data"]!, DisplayId(message));
                    break;
                case "execute_result":
                    output.Result((JsonObject)message.Content["data"]!);
                    break;
                case "clear_output":
                    output.Clear((bool)message.Content["wait"]!);
                    break;
            }
        }
    }

    /// <summary>Ends the kernel and writes its last words.</summary>
    /// <returns>The kernel's exit code.</returns>
    public async Task<int> EndAsync()
    {
        var code = await kernel.EndAsync().ConfigureAwait(false);
        var (output, error) = kernel.LastWords();
        lock (gate)
        {
            if (output.Length > 0) current?.Write("stdout", output);
            if (error.Length > 0) current?.Write("stderr", error);
            foreach (var each in outputs.Values) each.Settle();
        }
        return code;
    }

    /// <summary>The cell takes too long, or the run is to stop: the cell gets the chance to end in order.</summary>
    private async Task<bool> StopAsync(Cell cell, Task<KernelMessage?> running, bool byUser)
    {
        kernel.Client.Interrupt();
        await Task.WhenAny(running, Task.Delay(AnswerTimeout)).ConfigureAwait(false);
        var reply = running.IsCompletedSuccessfully ? running.Result : null;
        var goesOn = Stopped(cell, reply, byUser);
        if (reply is not null && EndOf(reply) != CellEnd.Abandoned) return goesOn;
        await EndAsync().ConfigureAwait(false);
        return false;
    }

    private bool Stopped(Cell cell, KernelMessage? reply, bool byUser)
    {
        Interrupted |= byUser;
        var line = reply is null ? null : LineOf(reply);
        var place = line is null ? "" : $" {line}번째 줄에서 멈춰 있었다.";
        var message = byUser
            ? $"실행을 멈추라는 시그널을 받아 {cell.Number}번 셀에서 멈추었다.{place}"
            : $"{cell.Number}번 셀이 {options.CellTimeout.TotalSeconds:0.###}초 안에 끝나지 않아 멈추었다.{place} "
              + "끝나지 않는 반복이나 기다림이 있는지 본다. 오래 걸리는 셀이면 --timeout을 늘린다.";
        var text = CellLanguage.Of(cell, notebook).Code;
        return Fail(cell, new CellError(
            byUser ? "Interrupted" : "Timeout", message, line, [message, .. line is { } at ? SourceQuote.Of(text, at) : []])) && !byUser;
    }

    private async Task<bool> DiedAsync(Cell cell)
    {
        var code = await EndAsync().ConfigureAwait(false);
        var how = code switch
        {
            134 => "비정상으로 끝났다(SIGABRT: 잡히지 않은 오류, Environment.FailFast, 스택 넘침 따위)",
            137 => "강제로 끝났다(SIGKILL: 메모리가 모자랐거나 누군가 kill했다)",
            139 => "잘못된 메모리를 건드려 끝났다(SIGSEGV)",
            > 128 => $"시그널 {code - 128}로 끝났다",
            _ => $"스스로 끝났다(종료 코드 {code}: Environment.Exit 따위)",
        };
        lock (gate) current!.DropStackTrace();
        var message = $"{cell.Number}번 셀을 실행하던 프로세스가 {how}. 이 노트북은 여기서 끝난다.";
        Fail(cell, new CellError("ProcessEnded", message, null, [message]));
        return false;
    }

    /// <summary>Writes an error into the cell; false if the notebook ends with it.</summary>
    private bool Fail(Cell cell, CellError error)
    {
        lock (gate)
        {
            current!.Settle();
            var printed = Printed(cell);
            current.Error(error.Name, error.Message, error.Traceback);
            if (cell.Tags.Contains(ExpectedFailure) && error.Name is not ("Timeout" or "Interrupted" or "ProcessEnded")) return true;
            Failures.Add(new CellFailure(cell, error, printed));
            return options.AllowErrors;
        }
    }

    private static CellError? ErrorOf(KernelMessage reply)
    {
        if (reply.Text("status") != "error") return null;
        var traceback = (JsonArray)reply.Content["traceback"]!;
        return new CellError(reply.Text("ename"), reply.Text("evalue"), LineOf(reply), [.. traceback.Select(line => (string)line!)]);
    }

    private static CellEnd EndOf(KernelMessage reply) =>
        Enum.TryParse<CellEnd>((string?)reply.Metadata["end"], out var end) ? end : CellEnd.Succeeded;

    private static int? LineOf(KernelMessage reply) => (int?)reply.Metadata["line"];

    private static string DisplayId(KernelMessage message) => (string)message.Content["transient"]!["display_id"]!;

    private static string Printed(Cell cell)
    {
        var text = string.Concat(cell.Outputs.OfType<JsonObject>().Select(output => MultilineText.Join(output["text"])));
        var lines = text.TrimEnd('\n').Split('\n');
        if (lines.Length <= PrintedLines) return text;
        return $"(앞의 {lines.Length - PrintedLines}줄은 줄였다.)\n" + string.Join('\n', lines[^PrintedLines..]);
    }
}
