using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>Runs the cells that execute_requests bring.</summary>
internal sealed class CellExecutor(CSharpSession session, IKernelTransport transport, IProcessHost host, ProgramOutput programs)
{
    private static readonly JsonObject CSharpNotebook = new() { ["kernelspec"] = new JsonObject { ["language"] = CellLanguage.CSharp } };
    private const int RecentOutputs = 32;
    private readonly ConcurrentQueue<KernelOutput> outputs = [];
    private int runs;
    private IReadOnlySet<int>? earlierPrograms;
    private CancellationTokenSource? current;

    /// <summary>The cells that were run.</summary>
    public History History { get; } = new();

    /// <summary>The question to the reader that is open.</summary>
    public InputRequest Input { get; } = new();

    /// <summary>The number of the last cell that counted.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// An interrupt from now on means the execute_request that follows: the front end is about to be told that the kernel
    /// is busy with it.
    /// </summary>
    public void Begin() => Volatile.Write(ref current, new CancellationTokenSource());

    /// <summary>An interrupt from now on means nothing, until the next <see cref="Begin"/>.</summary>
    public void End() => Volatile.Write(ref current, null);

    /// <summary>Runs a cell from its execute_request to its execute_reply.</summary>
    /// <param name="request">The request.</param>
    /// <param name="failing">
    /// Called where the cells that were sent after this one are not to be run, before a front end is told of the failure.
    /// </param>
    /// <returns>
    /// The reply; and its metadata, which say of a failed C# cell how it ended (<see cref="CellEnd"/>) and at which line.
    /// </returns>
    public (JsonObject Reply, JsonObject? Metadata) Execute(Message request, Action failing)
    {
        var code = request.Text("code").TrimStart('\uFEFF');
        var silent = request.Flag("silent");
        var stored = request.Flag("store_history", otherwise: true) && !silent;
        var number = Count + 1;
        if (stored)
        {
            Count = number;
            History.Add(number, code);
        }
        if (!silent) Publish(request, "execute_input", new JsonObject { ["code"] = request.Text("code"), ["execution_count"] = number });
        var (end, value, error) = Run(request, code, number, silent);
        if (error is not null)
        {
            // A silent cell is the front end's own business: the reader's cells run all the same.
            if (!silent && request.Flag("stop_on_error", otherwise: true)) failing();
            var content = ErrorContent(error);
            if (!silent) Publish(request, "error", content);
            var reply = (JsonObject)content.DeepClone();
            reply["status"] = "error";
            reply["execution_count"] = number;
            reply["payload"] = new JsonArray();
            reply["user_expressions"] = new JsonObject();
            return (reply, new JsonObject { ["end"] = $"{end}", ["line"] = error.Line });
        }
        if (value is not null && !silent)
        {
            if (stored) History.Result(value.GetValueOrDefault("text/plain", ""));
            Publish(request, "execute_result", new JsonObject
            {
                ["execution_count"] = number,
                ["data"] = MimeJson.Of(value),
                ["metadata"] = new JsonObject(),
            });
        }
        return (new JsonObject
        {
            ["status"] = "ok",
            ["execution_count"] = number,
            ["payload"] = new JsonArray(),
            ["user_expressions"] = Evaluate(request, number),
        }, null);
    }

    /// <summary>
    /// Stops the cell that runs. Programs that it has started get the signal that Ctrl+C in a terminal would send them.
    /// </summary>
    public void Interrupt()
    {
        if (Volatile.Read(ref current) is not { } interrupted) return;
        _ = Task.Run(() =>
        {
            if (Volatile.Read(ref earlierPrograms) is { } earlier) host.InterruptPrograms(except: earlier);
            interrupted.Cancel();
        });
    }

    /// <summary>Sends what cells and their tasks have written and was not sent yet.</summary>
    public void Flush()
    {
        foreach (var output in outputs) output.Flush();
    }

    private CellOutcome Run(Message request, string code, int number, bool silent)
    {
        var language = CellLanguage.Of(code, request.Metadata, CSharpNotebook);
        var output = new KernelOutput((type, content) =>
        {
            if (!silent) Publish(request, type, content);
        }, Asker(request));
        switch (language.Name)
        {
            case CellLanguage.CSharp:
                break;
            case CellLanguage.Html or CellLanguage.Markdown:
                var shown = new Dictionary<string, string> { [$"text/{language.Name}"] = language.Code.Trim() };
                output.Display(shown, Guid.NewGuid().ToString("N"));
                return new CellOutcome(CellEnd.Succeeded, null, null);
            default:
                return new CellOutcome(CellEnd.Failed, null, NotRun(language.Name, code, number));
        }
        if (CellIdentity.FolderOf(request.Metadata) is { } folder) session.LookIn(folder);
        // A cell keeps its name when it runs again, where the front end says which one it is.
        var name = CellIdentity.NameOf(request.Metadata) ?? $"{++runs}";
        outputs.Enqueue(output);
        if (outputs.Count > RecentOutputs) outputs.TryDequeue(out _);
        Volatile.Write(ref earlierPrograms, host.Programs());
        var cell = new CellCode(language.Code, $"notebook#cell-{name}", number);
        var outcome = session.RunAsync(cell, output, current?.Token ?? CancellationToken.None).GetAwaiter().GetResult();
        Volatile.Write(ref earlierPrograms, null);
        Input.Withdraw();
        programs.Settle();
        output.End();
        return outcome;
    }

    private static CellError NotRun(string name, string code, int number)
    {
        // A .dib has a cell of its own for `#!value`.
        var isCommand = MagicCommand.IsKnown(name) || (MagicCommand.NameIn(code.TrimStart()) == name && !DibReader.IsLanguage(name));
        return isCommand
            ? new CellError("MagicCommand", MagicCommand.Explain(name), null, [$"{number}번 셀: {MagicCommand.Explain(name)}"])
            : new CellError("Language", $"모르는 셀 언어: {name}", null,
                [$"{number}번 셀의 언어({name})는 여기서 실행할 수 없다. 셀의 언어는 csharp, markdown, html 가운데 하나여야 한다."]);
    }

    private Func<string, string?>? Asker(Message request)
    {
        if (!request.Flag("allow_stdin")) return null;
        return prompt => Input.Ask(() => transport.Send(
            KernelChannel.Stdin, "input_request", request, new JsonObject { ["prompt"] = prompt, ["password"] = false }));
    }

    private JsonObject Evaluate(Message request, int number)
    {
        var values = new JsonObject();
        if (request.Content["user_expressions"] is not JsonObject expressions) return values;
        foreach (var (name, expression) in expressions)
        {
            var (_, value, error) = Run(request, MultilineText.Join(expression) ?? "", number, silent: true);
            if (error is null)
            {
                var data = value is null ? [] : MimeJson.Of(value);
                values[name] = new JsonObject { ["status"] = "ok", ["data"] = data, ["metadata"] = new JsonObject() };
                continue;
            }
            var content = ErrorContent(error);
            content["status"] = "error";
            values[name] = content;
        }
        return values;
    }

    private static JsonObject ErrorContent(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)JsonValue.Create(line))]),
    };

    private void Publish(Message request, string type, JsonObject content) => transport.Send(KernelChannel.IoPub, type, request, content);
}
