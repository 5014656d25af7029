using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace EchoNotebooks.Linux;

/// <summary>
/// Snapshots as JSON, schema 1:
/// <code>
/// {"schema":1, "takenAt":"RFC 3339", "descriptions":"kcmp|socketInode",
///  "processes":[{"pid","ppid","state","command","startTime","role"}],
///  "descriptors":[{"pid","fd","kind":"socket|pipe|file|anon|other","inode","target","cloexec","ofd"}],
///  "sockets":[{"inode","protocol","local","remote","state"}],
///  "problems":[{"pid","what":"gone|notPermitted|moved","path","errno"}]}
/// </code>
/// Every name is always there; what is not known is null. Equal ofd numbers are one open file description.
/// A reader passes over names that it does not know; a meaning that changes gets another schema number.
/// </summary>
public static class SnapshotJson
{
    /// <summary>The schema that is written and read.</summary>
    public const int Schema = 1;

    /// <summary>Writes a snapshot as one line.</summary>
    /// <param name="snapshot">The snapshot.</param>
    public static string Write(DescriptorSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return JsonSerializer.Serialize(ToDocument(snapshot), SnapshotJsonContext.Readable.SnapshotDocument);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="SnapshotFormatException">It is no JSON, of another schema, or lacks something.</exception>
    public static DescriptorSnapshot Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var schema = JsonSerializer.Deserialize(json, SnapshotJsonContext.Readable.SchemaOnly)?.Schema;
            if (schema != Schema) throw new SnapshotFormatException($"스냅샷 JSON의 schema는 {Schema}이어야 한다. {(schema is null ? "그 값이 없다" : $"여기에는 {schema}이다")}");
            return FromDocument(JsonSerializer.Deserialize(json, SnapshotJsonContext.Readable.SnapshotDocument)!);
        }
        catch (JsonException e)
        {
            throw new SnapshotFormatException($"스냅샷 JSON을 읽을 수 없다({e.LineNumber + 1}행, {e.Path ?? "$"}): {e.Message}", e);
        }
    }

    private static SnapshotDocument ToDocument(DescriptorSnapshot snapshot) => new(
        Schema,
        snapshot.TakenAt,
        snapshot.DescriptionSource == DescriptionSource.Kcmp ? "kcmp" : "socketInode",
        [.. snapshot.Processes.Select(p => new ProcessEntry(p.Pid, p.Ppid, p.State.ToString(), p.Command, p.StartTime, p.Role))],
        [.. snapshot.Descriptors.Select(d => new DescriptorEntry(d.Pid, d.Fd, Name(d.Kind), d.Inode, d.Target, d.CloseOnExec, d.OpenFileDescription))],
        [.. snapshot.Sockets.Select(s => new SocketEntry(s.Inode, s.Protocol, s.Local, s.Remote, s.State))],
        [.. snapshot.Problems.Select(p => new ProblemEntry(p.Pid, Name(p.What), p.Path, p.Errno))]);

    private static DescriptorSnapshot FromDocument(SnapshotDocument document) => new()
    {
        TakenAt = document.TakenAt,
        DescriptionSource = document.Descriptions switch
        {
            "kcmp" => DescriptionSource.Kcmp,
            "socketInode" => DescriptionSource.SocketInode,
            var other => throw Unknown("descriptions", other),
        },
        Processes = [.. Entries(document.Processes).Select(p => new ProcessFact(p.Pid, p.Ppid, State(p.State), p.Command, p.StartTime, p.Role))],
        Descriptors = [.. Entries(document.Descriptors).Select(d => new DescriptorFact(d.Pid, d.Fd, Kind(d.Kind), d.Inode, d.Target, d.Cloexec, d.Ofd))],
        Sockets = [.. Entries(document.Sockets).Select(s => new SocketFact(s.Inode, s.Protocol, s.Local, s.Remote, s.State))],
        Problems = [.. Entries(document.Problems).Select(p => new ReadProblem(p.Pid, What(p.What), p.Path, p.Errno))],
    };

    private static IEnumerable<T> Entries<T>(T?[] entries) =>
        entries.Select(entry => entry ?? throw new SnapshotFormatException("스냅샷 JSON의 목록에 null이 있다"));

    internal static string Name(DescriptorKind kind) => kind switch
    {
        DescriptorKind.Socket => "socket",
        DescriptorKind.Pipe => "pipe",
        DescriptorKind.File => "file",
        DescriptorKind.Anon => "anon",
        _ => "other",
    };

    private static DescriptorKind Kind(string name) => name switch
    {
        "socket" => DescriptorKind.Socket,
        "pipe" => DescriptorKind.Pipe,
        "file" => DescriptorKind.File,
        "anon" => DescriptorKind.Anon,
        "other" => DescriptorKind.Other,
        _ => throw Unknown("kind", name),
    };

    private static string Name(ReadProblemKind what) => what switch
    {
        ReadProblemKind.Gone => "gone",
        ReadProblemKind.NotPermitted => "notPermitted",
        _ => "moved",
    };

    private static ReadProblemKind What(string name) => name switch
    {
        "gone" => ReadProblemKind.Gone,
        "notPermitted" => ReadProblemKind.NotPermitted,
        "moved" => ReadProblemKind.Moved,
        _ => throw Unknown("what", name),
    };

    private static char State(string letter) => letter.Length == 1 ? letter[0] : throw Unknown("state", letter);

    private static SnapshotFormatException Unknown(string name, string value) => new($"스냅샷 JSON의 {name}에 모르는 값이 있다: '{value}'");
}

/// <summary>A text that is no snapshot of a known schema.</summary>
public sealed class SnapshotFormatException : FormatException
{
    /// <param name="message">What is wrong, in Korean.</param>
    /// <param name="inner">The error below, where there is one.</param>
    public SnapshotFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

internal sealed record SchemaOnly(int? Schema = null);

internal sealed record SnapshotDocument(
    int Schema, DateTimeOffset TakenAt, string Descriptions,
    ProcessEntry[] Processes, DescriptorEntry[] Descriptors, SocketEntry[] Sockets, ProblemEntry[] Problems);

internal sealed record ProcessEntry(int Pid, int Ppid, string State, string Command, ulong StartTime, string? Role);

internal sealed record DescriptorEntry(int Pid, int Fd, string Kind, ulong? Inode, string Target, bool Cloexec, int? Ofd);

internal sealed record SocketEntry(ulong Inode, string Protocol, string? Local, string? Remote, string? State);

internal sealed record ProblemEntry(int Pid, string What, string Path, int Errno);

/// <summary>Generated code: nothing is found by reflection, so a trimmed or native program can write snapshots too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SchemaOnly))]
[JsonSerializable(typeof(SnapshotDocument))]
internal sealed partial class SnapshotJsonContext : JsonSerializerContext
{
    /// <summary>Korean stays readable; control characters are escaped all the same.</summary>
    internal static SnapshotJsonContext Readable => readable ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), TypeInfoResolver = null });

    private static SnapshotJsonContext? readable;
}
