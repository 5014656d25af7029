using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// Takes what front ends send, answers the requests of each channel in order, and says on the output channel when it is
/// at work.
/// </summary>
/// <param name="options">What the kernel says of itself.</param>
/// <param name="transport">The way to the front ends.</param>
/// <param name="log">The kernel's log.</param>
/// <param name="executor">Runs cells.</param>
/// <param name="editor">Answers editors.</param>
/// <param name="ended">Set when the kernel is to end.</param>
internal sealed class RequestHandler(
    KernelOptions options, IKernelTransport transport, KernelLog log, CellExecutor executor, EditorRequests editor,
    ManualResetEventSlim ended)
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(50);
    private readonly BlockingCollection<Message> shell = [];
    private readonly BlockingCollection<Message> control = [];

    /// <summary>Takes a message, on the transport's thread.</summary>
    public void Receive(KernelChannel channel, Message message)
    {
        switch (channel)
        {
            case KernelChannel.Control:
                control.Add(message);
                break;
            case KernelChannel.Stdin when message.Type == "input_reply":
                executor.Input.Answer(message.Text("value"));
                break;
            case KernelChannel.Stdin:
                log.Write($"stdin 채널에서는 모르는 메시지: {Quoted(message.Type)}.");
                break;
            default:
                shell.Add(message);
                break;
        }
    }

    /// <summary>Handles the requests of a channel, one after another, until the kernel ends.</summary>
    public void Serve(KernelChannel channel)
    {
        foreach (var request in (channel == KernelChannel.Control ? control : shell).GetConsumingEnumerable())
        {
            if (ended.IsSet) return;
            Handle(request, channel);
        }
    }

    private void Handle(Message request, KernelChannel channel)
    {
        var isCell = request.Type == "execute_request" && channel == KernelChannel.Shell;
        if (isCell) executor.Begin();
        Busy(request);
        List<Message> waiting = [];
        try
        {
            Answer(request, channel, waiting);
        }
        catch (Exception e)
        {
            // A kernel never dies of a message.
            log.Write($"{Quoted(request.Type)}을 처리하다가 난 오류: {e}");
            var error = new JsonObject
            {
                ["ename"] = e.GetType().Name,
                ["evalue"] = e.Message,
                ["traceback"] = new JsonArray($"커널에서 난 오류: {e.GetType().Name}: {e.Message}"),
            };
            if (request.Type == "execute_request") Publish("error", request, (JsonObject)error.DeepClone());
            error["status"] = "error";
            if (request.Type.EndsWith("_request", StringComparison.Ordinal)) Reply(channel, request, error);
        }
        if (isCell) executor.End();
        Idle(request);
        foreach (var each in waiting)
        {
            if (each.Type == "execute_request") Abort(each);
            else Handle(each, channel);
        }
        if (request.Type == "shutdown_request") ended.Set();
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="channel">Where it came from.</param>
    /// <param name="waiting">
    /// Filled with the requests that were sent behind a cell before its front end knew that it fails: the cells among
    /// them are not to be run.
    /// </param>
    private void Answer(Message request, KernelChannel channel, List<Message> waiting)
    {
        switch (request.Type)
        {
            case "execute_request" when channel == KernelChannel.Shell:
                var (reply, metadata) = executor.Execute(request, () =>
                {
                    while (shell.TryTake(out var next, OnTheWay)) waiting.Add(next);
                });
                Reply(channel, request, reply, metadata);
                break;
            case "kernel_info_request":
                Reply(channel, request, KernelInfo.Of(options));
                break;
            case "complete_request":
                Reply(channel, request, editor.Complete(request));
                break;
            case "inspect_request":
                Reply(channel, request, editor.Inspect(request));
                break;
            case "is_complete_request":
                Reply(channel, request, EditorRequests.IsComplete(request));
                break;
            case "history_request":
                Reply(channel, request, executor.History.Answer(request));
                break;
            case "comm_info_request":
                Reply(channel, request, new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open":
                // There is nothing here that a widget could talk to; it hears so.
                Publish("comm_close", request, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
                break;
            case "comm_msg" or "comm_close":
                break;
            case "interrupt_request":
                executor.Interrupt();
                Reply(channel, request, new JsonObject { ["status"] = "ok" });
                break;
            case "shutdown_request":
                var content = new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart") };
                Publish("shutdown_reply", request, (JsonObject)content.DeepClone());
                Reply(channel, request, content);
                break;
            default:
                log.Write($"모르는 메시지: {Quoted(request.Type)}.");
                break;
        }
    }

    private void Abort(Message request)
    {
        Busy(request);
        Reply(KernelChannel.Shell, request, new JsonObject { ["status"] = "aborted" });
        Idle(request);
    }

    private void Busy(Message request) => Publish("status", request, new JsonObject { ["execution_state"] = "busy" });

    private void Idle(Message request) => Publish("status", request, new JsonObject { ["execution_state"] = "idle" });

    private void Reply(KernelChannel channel, Message request, JsonObject content, JsonObject? metadata = null) =>
        transport.Send(channel, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), request, content, metadata);

    private void Publish(string type, Message? parent, JsonObject content) => transport.Send(KernelChannel.IoPub, type, parent, content);

    // What another process sent is not to steer a terminal.
    private static string Quoted(string text) => $"\"{Visible.OnOneLine(TextWidth.Cut(text, 60))}\"";
}
