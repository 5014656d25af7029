using System.Text.Json;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>Steps and snapshots as JSON of schema 1; PROTOCOL.md has the names.</summary>
internal sealed class StepWriter(JsonLines lines, Ownership ownership, Ledger ledger, bool deltas)
{
    private bool hasBegun;

    /// <summary>Whether equal open file descriptions were compared by kcmp at every step, or follow from the sockets.</summary>
    internal DescriptionSource Source { get; set; } = DescriptionSource.SocketInode;

    /// <summary>Writes a step with all that is owned now, or with what changed since the line before.</summary>
    internal void Write(Step step) => lines.Write(json =>
    {
        json.WriteNumber("schema"u8, SnapshotJson.Schema);
        json.WriteNumber("index"u8, step.Index);
        json.WriteString("phase"u8, step.IsBefore ? "before"u8 : "after"u8);
        json.WriteNumber("pid"u8, step.Pid);
        if (step.Tid is { } tid) json.WriteNumber("tid"u8, tid);
        json.WriteString("role"u8, step.Role);
        json.WriteString("call"u8, step.Call);
        json.WriteString("systemCall"u8, step.SystemCall);
        WriteArguments(json, step.Arguments);
        WriteNumber(json, "fd"u8, step.Fd);
        json.WriteString("descriptor"u8, step.Descriptor);
        WriteNumber(json, "result"u8, step.Result);
        json.WriteString("error"u8, step.Error);
        WriteNumber(json, "before"u8, step.Before);
        WriteNumber(json, "caller"u8, step.Caller);
        if (deltas && hasBegun)
        {
            json.WritePropertyName("changes"u8);
            WriteChanges(json, ledger.Take(ownership));
        }
        else
        {
            if (deltas) _ = ledger.Take(ownership);
            json.WritePropertyName("snapshot"u8);
            WriteSnapshot(json);
        }
        hasBegun = true;
    });

    /// <summary>Writes all that is owned now.</summary>
    internal void WriteSnapshot(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("schema"u8, SnapshotJson.Schema);
        json.WriteString("takenAt"u8, DateTimeOffset.UtcNow);
        json.WriteString("descriptions"u8, Source == DescriptionSource.Kcmp ? "kcmp"u8 : "socketInode"u8);
        json.WriteStartArray("processes"u8);
        foreach (var process in ownership.Processes) WriteProcess(json, process.Fact);
        json.WriteEndArray();

        var sockets = new List<SocketFact>();
        var seen = new HashSet<ulong>();
        json.WriteStartArray("descriptors"u8);
        foreach (var process in ownership.Processes)
        {
            if (process.Table is null) continue;
            foreach (var fd in process.Table.Descriptors.Keys)
            {
                if (ownership.ShownDescriptor(process.Pid, fd) is not { } descriptor) continue;
                WriteDescriptor(json, descriptor);
                if (descriptor.Fact is { Kind: DescriptorKind.Socket, Inode: { } inode } && seen.Add(inode)
                    && ownership.SocketFact(inode) is { } socket) sockets.Add(socket);
            }
        }
        json.WriteEndArray();
        json.WriteStartArray("sockets"u8);
        foreach (var socket in sockets) WriteSocket(json, socket);
        json.WriteEndArray();
        json.WriteStartArray("problems"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes what changed; lists that are empty are left out.</summary>
    internal static void WriteChanges(Utf8JsonWriter json, Changes changes)
    {
        json.WriteStartObject();
        json.WriteString("takenAt"u8, DateTimeOffset.UtcNow);
        WriteList(json, "processes"u8, changes.Processes, WriteProcess);
        WriteList(json, "descriptors"u8, changes.Descriptors, WriteDescriptor);
        WriteList(json, "sockets"u8, changes.Sockets, WriteSocket);
        WriteList(json, "goneProcesses"u8, changes.GoneProcesses, static (json, pid) => json.WriteNumberValue(pid));
        WriteList(json, "goneDescriptors"u8, changes.GoneDescriptors, static (json, key) =>
        {
            json.WriteStartObject();
            json.WriteNumber("pid"u8, key.Pid);
            json.WriteNumber("fd"u8, key.Fd);
            json.WriteEndObject();
        });
        WriteList(json, "goneSockets"u8, changes.GoneSockets, static (json, inode) => json.WriteNumberValue(inode));
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, List<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    }

    private static void WriteProcess(Utf8JsonWriter json, ProcessFact process)
    {
        json.WriteStartObject();
        json.WriteNumber("pid"u8, process.Pid);
        json.WriteNumber("ppid"u8, process.Ppid);
        json.WriteString("state"u8, [process.State]);
        json.WriteString("command"u8, process.Command);
        json.WriteNumber("startTime"u8, process.StartTime);
        json.WriteString("role"u8, process.Role);
        json.WriteEndObject();
    }

    private static void WriteDescriptor(Utf8JsonWriter json, ShownDescriptor descriptor)
    {
        var fact = descriptor.Fact;
        json.WriteStartObject();
        json.WriteNumber("pid"u8, fact.Pid);
        json.WriteNumber("fd"u8, fact.Fd);
        json.WriteString("kind"u8, SnapshotJson.Name(fact.Kind));
        if (fact.Inode is { } inode) json.WriteNumber("inode"u8, inode);
        else json.WriteNull("inode"u8);
        json.WriteString("target"u8, fact.Target);
        json.WriteBoolean("cloexec"u8, fact.CloseOnExec);
        WriteNumber(json, "ofd"u8, fact.OpenFileDescription);
        json.WriteString("name"u8, descriptor.Name);
        json.WriteEndObject();
    }

    private static void WriteSocket(Utf8JsonWriter json, SocketFact socket)
    {
        json.WriteStartObject();
        json.WriteNumber("inode"u8, socket.Inode);
        json.WriteString("protocol"u8, socket.Protocol);
        json.WriteString("local"u8, socket.Local);
        json.WriteString("remote"u8, socket.Remote);
        json.WriteString("state"u8, socket.State);
        json.WriteEndObject();
    }

    private static void WriteArguments(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> arguments)
    {
        json.WriteStartObject("arguments"u8);
        foreach (var (name, value) in arguments)
        {
            switch (value)
            {
                case null: json.WriteNull(name); break;
                case string text: json.WriteString(name, text); break;
                case bool truth: json.WriteBoolean(name, truth); break;
                case int number: json.WriteNumber(name, number); break;
                case long number: json.WriteNumber(name, number); break;
                case ulong number: json.WriteNumber(name, number); break;
                default: throw new InvalidOperationException($"{name} is a {value.GetType()}");
            }
        }
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }
}
