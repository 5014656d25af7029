using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>
/// What one reading of the kernel said about some processes: which process holds which descriptor, which
/// open file description each descriptor leads to, and which socket that leads to. Immutable.
/// </summary>
public sealed record DescriptorSnapshot
{
    /// <summary>The version of the JSON.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    internal int Schema { get; init; } = SnapshotJson.Schema;

    /// <summary>When the reading began (UTC).</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>How <see cref="DescriptorFact.OpenFileDescription"/> was found out.</summary>
    [JsonPropertyName("descriptions")]
    public required DescriptionSource DescriptionSource { get; init; }

    /// <summary>The processes that were asked for, a parent before its children, otherwise by start time and then pid.</summary>
    public required ImmutableArray<ProcessFact> Processes { get; init; }

    /// <summary>Every descriptor of <see cref="Processes"/>, in the order of the processes, then by number.</summary>
    public required ImmutableArray<DescriptorFact> Descriptors { get; init; }

    /// <summary>The sockets that <see cref="Descriptors"/> lead to, each once, in the order of their first descriptor.</summary>
    public required ImmutableArray<SocketFact> Sockets { get; init; }

    /// <summary>What could not be read, and why. Empty when everything was read.</summary>
    [JsonRequired]
    public ImmutableArray<ReadProblem> Problems { get; init; } = [];

    /// <summary>Whether a list that was read from JSON has a null in it.</summary>
    [JsonIgnore]
    internal bool HasNull =>
        Processes.Contains(null!) || Descriptors.Contains(null!) || Sockets.Contains(null!) || Problems.Contains(null!);

    /// <summary>
    /// Reads processes from the kernel: their descriptors, which of these share an open file description, and the
    /// sockets that they lead to. May run on several threads at once.
    /// </summary>
    /// <param name="pids">
    /// The processes. One that is not there, or ends meanwhile, is a <see cref="ReadProblem"/>, never an exception.
    /// </param>
    /// <param name="children">Whether their descendants are read too.</param>
    /// <exception cref="LinuxException">This process itself lacks something: descriptors, memory, /proc.</exception>
    public static DescriptorSnapshot Take(IEnumerable<int> pids, bool children = false)
    {
        ArgumentNullException.ThrowIfNull(pids);
        return new SnapshotReader([.. pids.Distinct()], children).Take();
    }
}
