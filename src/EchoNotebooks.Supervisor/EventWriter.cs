using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Supervision;

/// <summary>
/// The events on stdout, a JSON object a line. They wait here while the reader is slow; nothing in this process
/// ever waits for the reader.
/// </summary>
internal sealed class EventWriter
{
    /// <summary>Beyond this many waiting bytes no more output is taken from the server, which then blocks in write(2).</summary>
    private const int Limit = 1 << 20;

    /// <summary>A pipe that poll(2) says is writable takes this much without blocking.</summary>
    private const int PIPE_BUF = 4096;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> waiting = new();
    private int written;
    private bool readerIsGone;

    internal bool IsEmpty => waiting.WrittenCount == written;

    internal bool IsFull => waiting.WrittenCount - written > Limit;

    internal void Started(int pid) => Add("started", json => json.WriteNumber("pid", pid));

    internal void Output(string stream, string text) => Add("output", json =>
    {
        json.WriteString("stream", stream);
        json.WriteString("text", text);
    });

    /// <param name="status">as waitpid(2) gives it</param>
    internal void Exited(int status) => Add("exited", json =>
    {
        var signal = status & 0x7f;
        if (signal == 0) json.WriteNumber("code", (status >> 8) & 0xff);
        else json.WriteNumber("signal", signal);
    });

    internal void Failed(string call, int error, string command) => Add("failed", json =>
    {
        json.WriteNumber("errno", error);
        json.WriteString("call", call);
        json.WriteString("command", command);
    });

    /// <summary>Writes what fits; only after poll(2) said that something does.</summary>
    internal void WriteSome()
    {
        var next = waiting.WrittenSpan[written..];
        var count = write(STDOUT_FILENO, next, (nuint)Math.Min(next.Length, PIPE_BUF));
        if (count > 0) written += (int)count;
        else if (errno is not (EAGAIN or EINTR)) ReaderIsGone();
        if (IsEmpty) Forget();
        else if (written > Limit) MoveToFront();
    }

    /// <summary>Nobody will read any more: what waits and what comes is dropped.</summary>
    internal void ReaderIsGone()
    {
        readerIsGone = true;
        Forget();
    }

    /// <summary>A reader that always has something left to read must not make the memory grow.</summary>
    private void MoveToFront()
    {
        var rest = waiting.WrittenSpan[written..].ToArray();
        Forget();
        waiting.Write(rest);
    }

    private void Forget()
    {
        waiting.ResetWrittenCount();
        written = 0;
    }

    private void Add(string name, Action<Utf8JsonWriter> members)
    {
        if (readerIsGone) return;
        using var json = new Utf8JsonWriter(waiting, Readable);
        json.WriteStartObject();
        json.WriteString("event", name);
        members(json);
        json.WriteEndObject();
        json.Flush();
        waiting.Write("\n"u8);
    }
}
