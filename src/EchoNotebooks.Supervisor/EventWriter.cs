using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Supervision;

/// <summary>
/// The events on stdout, a JSON object a line. They wait here while the reader is slow; nothing in this process ever
/// waits for the reader.
/// </summary>
internal sealed class EventWriter : IDisposable
{
    /// <summary>Beyond this many waiting bytes no more output is taken from the server, which then blocks in write(2).</summary>
    private const int Limit = 1 << 20;

    /// <summary>A pipe that poll(2) says is writable takes this much without blocking.</summary>
    private const int PIPE_BUF = 4096;

    private readonly JsonLineBuffer lines = new();
    private bool readerIsGone;

    internal bool IsEmpty => lines.Count == 0;

    internal bool IsFull => lines.Count > Limit;

    internal void Add(ProgramEvent said)
    {
        if (!readerIsGone) lines.Add(said);
    }

    /// <summary>Writes what fits; only after poll(2) said that something does.</summary>
    internal void WriteSome()
    {
        var next = lines.Waiting;
        var count = write(STDOUT_FILENO, next, (nuint)Math.Min(next.Length, PIPE_BUF));
        if (count > 0) lines.Wrote((int)count);
        else if (errno is not (EAGAIN or EINTR)) ReaderIsGone();
    }

    /// <summary>There is no reader any more: what waits and what comes is dropped.</summary>
    internal void ReaderIsGone()
    {
        readerIsGone = true;
        lines.Clear();
    }

    public void Dispose() => lines.Dispose();
}
