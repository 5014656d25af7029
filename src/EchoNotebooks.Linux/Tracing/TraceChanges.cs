using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>
/// What changed from one line of a recording to the next: what is listed is new or replaces what was there. A list
/// without an item is null, and left out of the JSON.
/// </summary>
internal sealed record TraceChanges
{
    public required DateTimeOffset TakenAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProcessFact>? Processes { get; init => field = NullIfEmpty(value); }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DescriptorFact>? Descriptors { get; init => field = NullIfEmpty(value); }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SocketFact>? Sockets { get; init => field = NullIfEmpty(value); }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? GoneProcesses { get; init => field = NullIfEmpty(value); }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DescriptorKey>? GoneDescriptors { get; init => field = NullIfEmpty(value); }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ulong>? GoneSockets { get; init => field = NullIfEmpty(value); }

    /// <summary>Whether a list that was read from JSON has a null in it.</summary>
    [JsonIgnore]
    public bool HasNull =>
        Processes?.Contains(null!) == true || Descriptors?.Contains(null!) == true || Sockets?.Contains(null!) == true;

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T>? list) => list is { Count: 0 } ? null : list;
}
