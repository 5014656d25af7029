using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Session;
using EchoNotebooks.Engine.Session.Assistance;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>Answers what an editor asks while a cell is being written.</summary>
internal sealed class EditorRequests(CSharpSession session)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private readonly Lock turn = new();
    private readonly CodeAssistant assistant = new(session.Compiler);

    /// <summary>Loads what the first question needs.</summary>
    public void WarmUp() => Suggest("Console.", "Console.".Length);

    public JsonObject Complete(Message request)
    {
        var code = request.Text("code");
        var position = Position(request, code);
        var found = IsCSharp(request, code) ? Suggest(WithoutMagic(code), position) : new Suggestions(position, position, []);
        var start = CodePoints.FromIndex(code, found.Start);
        var end = CodePoints.FromIndex(code, found.End);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(item => (JsonNode)item.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. found.Items.Select(item => (JsonNode)new JsonObject
                {
                    ["start"] = start, ["end"] = end, ["text"] = item.Text, ["type"] = item.Kind,
                })]),
            },
        };
    }

    public JsonObject Inspect(Message request)
    {
        var code = request.Text("code");
        using var timeout = new CancellationTokenSource(Timeout);
        var text = IsCSharp(request, code)
            ? Try(() => assistant.InspectAsync(WithoutMagic(code), Position(request, code), timeout.Token).GetAwaiter().GetResult(), null)
            : null;
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = text is not null,
            ["data"] = text is null ? new JsonObject() : new JsonObject { ["text/plain"] = text },
            ["metadata"] = new JsonObject(),
        };
    }

    public static JsonObject IsComplete(Message request)
    {
        var code = request.Text("code");
        var status = IsCSharp(request, code) ? CompletenessOfText.Of(WithoutMagic(code), CancellationToken.None) : Completeness.Complete;
        var reply = new JsonObject { ["status"] = status.ToString().ToLowerInvariant() };
        if (status == Completeness.Incomplete) reply["indent"] = Indent(code);
        return reply;
    }

    private Suggestions Suggest(string code, int position)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var nothing = new Suggestions(position, position, []);
        return Try(() => assistant.CompleteAsync(code, position, timeout.Token).GetAwaiter().GetResult(), nothing);
    }

    private static bool IsCSharp(Message request, string code) =>
        CellLanguage.Of(code, request.Metadata, []).Name == CellLanguage.CSharp;

    /// <summary>Without the first line's <c>#!csharp</c>, and every position as before.</summary>
    private static string WithoutMagic(string code)
    {
        var start = code.Length - code.TrimStart().Length;
        if (!code.AsSpan(start).StartsWith("#!")) return code;
        var end = code.IndexOf('\n', start);
        if (end < 0) end = code.Length;
        return code[..start] + new string(' ', end - start) + code[end..];
    }

    private static int Position(Message request, string code) =>
        request.Number("cursor_pos") is { } codePoints ? CodePoints.ToIndex(code, codePoints) : code.Length;

    private static string Indent(string code)
    {
        var line = code[(code.LastIndexOf('\n') + 1)..];
        var indent = line[..(line.Length - line.TrimStart().Length)];
        return line.TrimEnd().EndsWith('{') ? indent + "    " : indent;
    }

    // An editor's question that cannot be answered is answered with nothing, in time.
    private T Try<T>(Func<T> ask, T nothing)
    {
        try
        {
            lock (turn) return ask();
        }
        catch (Exception e) when (e is OperationCanceledException or InsufficientExecutionStackException
            or ArgumentException or InvalidOperationException or NullReferenceException)
        {
            return nothing;
        }
    }
}
