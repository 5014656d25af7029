using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>How it was decided that two descriptors share one open file description.</summary>
[JsonConverter(typeof(CamelCaseConverter<DescriptionSource>))]
public enum DescriptionSource
{
    /// <summary>The kernel compared them: kcmp(2) with KCMP_FILE.</summary>
    Kcmp,

    /// <summary>
    /// kcmp was refused. Two descriptors with the same socket inode share the open file description; of anything else it is
    /// not known.
    /// </summary>
    SocketInode,

    /// <summary>
    /// A tracer followed every call that makes or copies a descriptor: a copy made by fork or dup shares its original's open file
    /// description.
    /// </summary>
    Followed,
}
