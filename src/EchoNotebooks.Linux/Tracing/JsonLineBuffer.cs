using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EchoNotebooks.Linux;

/// <summary>Lines of JSON that wait to be written. Not for several threads at once.</summary>
internal sealed class JsonLineBuffer : IDisposable
{
    /// <summary>How many written bytes may stay in front of those that wait.</summary>
    private const int MostWritten = 1 << 20;

    private readonly ArrayBufferWriter<byte> bytes = new(1 << 16);
    private readonly Utf8JsonWriter json;
    private int written;

    internal JsonLineBuffer() => json = new(bytes, new() { Encoder = TraceJson.Encoder, SkipValidation = true });

    /// <summary>The bytes that wait.</summary>
    internal ReadOnlySpan<byte> Waiting => bytes.WrittenSpan[written..];

    /// <summary>How many bytes wait.</summary>
    internal int Count => bytes.WrittenCount - written;

    /// <summary>How many bytes of memory the buffer has.</summary>
    internal int Capacity => bytes.Capacity;

    /// <summary>Adds a line.</summary>
    internal void Add(object line, JsonTypeInfo type)
    {
        JsonSerializer.Serialize(json, line, type);
        json.Flush();
        json.Reset();
        bytes.Write("\n"u8);
    }

    /// <summary>Adds a line that is an event.</summary>
    internal void Add(ProgramEvent said) => Add(said, TraceWritingContext.Default.GetTypeInfo(said.GetType())!);

    /// <summary>The first bytes that waited have been written.</summary>
    internal void Wrote(int count)
    {
        written += count;
        if (Count == 0) Clear();
        else if (written > MostWritten) MoveToFront();
    }

    /// <summary>Nothing waits any more.</summary>
    internal void Clear()
    {
        bytes.ResetWrittenCount();
        written = 0;
    }

    public void Dispose() => json.Dispose();

    /// <summary>With a reader that always leaves something to be read the memory must not grow.</summary>
    private void MoveToFront()
    {
        var rest = Waiting.ToArray();
        Clear();
        bytes.Write(rest);
    }
}
