using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>A client of Jupyter's protocol, written from its documentation, not from the kernel's code.</summary>
internal sealed class JupyterClient : IDisposable
{
    private const int EditorTries = 10;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>A little less than what a kernel takes at most for an editor's question.</summary>
    private static readonly TimeSpan GivesUp = TimeSpan.FromSeconds(14);

    private readonly byte[] key;
    private readonly string session = Guid.NewGuid().ToString();
    private readonly Dictionary<string, NetMQSocket> sockets;
    private readonly NetMQQueue<(string Channel, NetMQMessage Message)> outbox = new();
    private readonly NetMQPoller poller;
    private readonly List<Received> received = [];
    private readonly SemaphoreSlim news = new(0);
    private readonly RequestSocket heartbeat;
    private int wrongSignatures;

    public JupyterClient(JsonObject connection)
    {
        key = Encoding.UTF8.GetBytes((string)connection["key"]!);
        var identity = Encoding.UTF8.GetBytes(session);
        sockets = new Dictionary<string, NetMQSocket>
        {
            ["shell"] = new DealerSocket { Options = { Identity = identity } },
            ["control"] = new DealerSocket { Options = { Identity = identity } },
            ["stdin"] = new DealerSocket { Options = { Identity = identity } },
            ["iopub"] = new SubscriberSocket { Options = { ReceiveHighWatermark = 0 } },
        };
        ((SubscriberSocket)sockets["iopub"]).SubscribeToAnyTopic();
        poller = [outbox];
        foreach (var (name, socket) in sockets)
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Connect($"tcp://127.0.0.1:{connection[$"{name}_port"]}");
            socket.ReceiveReady += (_, e) => Take(name, e.Socket.ReceiveMultipartMessage());
            poller.Add(socket);
        }
        outbox.ReceiveReady += (_, e) =>
        {
            while (e.Queue.TryDequeue(out var next, TimeSpan.Zero)) sockets[next.Channel].SendMultipartMessage(next.Message);
        };
        heartbeat = new RequestSocket($">tcp://127.0.0.1:{connection["hb_port"]}") { Options = { Linger = TimeSpan.Zero } };
        poller.RunAsync("jupyter client");
    }

    /// <summary>Everything that has come so far.</summary>
    public IReadOnlyList<Received> All
    {
        get
        {
            lock (received) return [.. received];
        }
    }

    /// <summary>How many messages came whose signature was not right.</summary>
    public int WrongSignatures => Volatile.Read(ref wrongSignatures);

    /// <summary>Waits until the kernel answers on its channels and its outputs arrive.</summary>
    public async Task ReadyAsync(Func<string?> hopeless)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Timeout)
        {
            var id = Send("shell", "kernel_info_request", []);
            try
            {
                await UntilAsync(message => message.ParentId == id && message.State == "idle", TimeSpan.FromSeconds(2));
                return;
            }
            catch (TimeoutException)
            {
                if (hopeless() is { } reason) Assert.Fail(reason);
            }
        }
        Assert.Fail("the kernel does not answer");
    }

    /// <summary>Sends a message; its id is returned.</summary>
    public string Send(string channel, string type, JsonObject content, JsonObject? metadata = null)
    {
        var id = Guid.NewGuid().ToString();
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["msg_type"] = type,
            ["session"] = session,
            ["username"] = "test",
            ["date"] = DateTime.UtcNow.ToString("O"),
            ["version"] = "5.4",
        };
        byte[][] parts =
            [.. ((JsonObject[])[header, [], metadata ?? [], content]).Select(part => Encoding.UTF8.GetBytes(part.ToJsonString()))];
        SendFrames(channel, ["<IDS|MSG>"u8.ToArray(), Sign(parts), .. parts]);
        return id;
    }

    /// <summary>Sends frames as they are.</summary>
    public void SendFrames(string channel, params byte[][] frames) => outbox.Enqueue((channel, new NetMQMessage(frames)));

    public byte[] Sign(params byte[][] parts) =>
        key.Length == 0 ? [] : Encoding.ASCII.GetBytes(
            Convert.ToHexString(HMACSHA256.HashData(key, parts.SelectMany(part => part).ToArray())).ToLowerInvariant());

    /// <summary>Sends a request and waits for its reply.</summary>
    public async Task<JsonObject> AskAsync(string type, JsonObject content, string channel = "shell", JsonObject? metadata = null)
    {
        var id = Send(channel, type, content, metadata);
        var reply = await UntilAsync(message => message.ParentId == id && message.Channel == channel);
        Assert.Equal(type.Replace("_request", "_reply"), reply.Type);
        return reply.Content;
    }

    /// <summary>
    /// Asks what an editor asks while a cell is being written. On a busy machine a kernel gives the question up and has loaded by the
    /// next one what it needs: it is asked again, as the next key does.
    /// </summary>
    public async Task<JsonObject> AskAsEditorAsync(string type, JsonObject content)
    {
        for (var tries = 1; ; tries++)
        {
            var asked = Stopwatch.StartNew();
            var reply = await AskAsync(type, content.DeepClone().AsObject());
            if (asked.Elapsed < GivesUp || tries == EditorTries) return reply;
        }
    }

    public static JsonObject ExecuteRequest(string code) => new()
    {
        ["code"] = code,
        ["silent"] = false,
        ["store_history"] = true,
        ["user_expressions"] = new JsonObject(),
        ["allow_stdin"] = true,
        ["stop_on_error"] = true,
    };

    /// <summary>Runs a cell and waits for its reply and for idle.</summary>
    public Task<Executed> ExecuteAsync(string code, Action<JsonObject>? change = null, JsonObject? metadata = null)
    {
        var request = ExecuteRequest(code);
        change?.Invoke(request);
        return EndOfAsync(Send("shell", "execute_request", request, metadata));
    }

    /// <summary>Waits for the reply to an execute_request and for idle.</summary>
    public async Task<Executed> EndOfAsync(string id)
    {
        var reply = await UntilAsync(message => message.ParentId == id && message.Type == "execute_reply");
        await UntilAsync(message => message.ParentId == id && message.State == "idle");
        return new Executed(
            reply.Content, [.. All.Where(message => message.ParentId == id && message is { Channel: "iopub", Type: not "status" })]);
    }

    public Task<JsonObject> InterruptAsync() => AskAsync("interrupt_request", [], "control");

    /// <summary>Waits for a message that came or comes.</summary>
    public async Task<Received> UntilAsync(Func<Received, bool> condition, TimeSpan? timeout = null)
    {
        var waited = Stopwatch.StartNew();
        var seen = 0;
        while (true)
        {
            var all = All;
            for (; seen < all.Count; seen++)
                if (condition(all[seen])) return all[seen];
            var rest = (timeout ?? Timeout) - waited.Elapsed;
            if (rest <= TimeSpan.Zero)
            {
                var last = All.TakeLast(10)
                    .Select(message => $"{message.Channel} {message.State ?? message.Type} {Short(message.Content)}");
                throw new TimeoutException($"waited for a message; there were:\n{string.Join('\n', last)}");
            }
            await news.WaitAsync(
                rest < TimeSpan.FromMilliseconds(200) ? rest : TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }
    }

    private static string Short(JsonObject content) =>
        content.ToJsonString() is { Length: > 300 } text ? text[..300] : content.ToJsonString();

    /// <summary>Whether the heartbeat comes back.</summary>
    public bool Beat()
    {
        heartbeat.SendFrame("ping");
        return heartbeat.TryReceiveFrameString(TimeSpan.FromSeconds(60), out var answer) && answer == "ping";
    }

    public void Dispose()
    {
        poller.Dispose();
        foreach (var socket in sockets.Values) socket.Dispose();
        heartbeat.Dispose();
        outbox.Dispose();
        news.Dispose();
    }

    private void Take(string channel, NetMQMessage message)
    {
        var frames = message.Select(frame => frame.ToByteArray()).ToList();
        var at = frames.FindIndex(frame => frame.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        byte[][] parts = [.. frames.Skip(at + 2).Take(4)];
        if (!Sign(parts).AsSpan().SequenceEqual(frames[at + 1])) Interlocked.Increment(ref wrongSignatures);
        var json = parts.Select(part => (JsonObject)JsonNode.Parse(part)!).ToArray();
        lock (received) received.Add(new Received(channel, (string)json[0]["msg_type"]!, json[0], json[1], json[3]));
        news.Release();
    }
}
