using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>Why something could not be read.</summary>
[JsonConverter(typeof(CamelCaseConverter<ReadProblemKind>))]
public enum ReadProblemKind
{
    /// <summary>The process ended before or while it was read.</summary>
    Gone,

    /// <summary>The kernel does not let this user read it.</summary>
    NotPermitted,

    /// <summary>
    /// The process was read and went on changing its descriptors or children each time that it was looked at again: what is
    /// shown of it is its last reading, and what is shown of the others may be from another moment. There is no errno (0).
    /// </summary>
    Moved,
}
