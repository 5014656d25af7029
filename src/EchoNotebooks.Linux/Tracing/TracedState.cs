using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>What a traced process does.</summary>
[JsonConverter(typeof(CamelCaseConverter<TracedState>))]
internal enum TracedState
{
    /// <summary>The tracer holds it.</summary>
    Stopped,

    /// <summary>It is inside a call that it has not returned from.</summary>
    Inside,

    /// <summary>It runs, or waits in a call that is not traced.</summary>
    Running,

    /// <summary>It has ended and was not reaped.</summary>
    Zombie,
}
