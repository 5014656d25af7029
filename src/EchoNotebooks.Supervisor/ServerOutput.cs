using System.Text;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Supervision;

/// <summary>One of the server's two streams of output, turned into events.</summary>
/// <param name="fd">where it is read from; non-blocking</param>
/// <param name="stream">stdout or stderr</param>
/// <param name="events">where it goes</param>
internal sealed class ServerOutput(int fd, string stream, EventWriter events)
{
    /// <summary>Keeps the first bytes of a character whose last ones have not come yet.</summary>
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] bytes = new byte[16384];
    private readonly char[] chars = new char[16384 + 1];

    /// <summary>The descriptor while more may come; −1, which poll(2) passes over, after the last writer closed.</summary>
    internal int Descriptor { get; private set; } = fd;

    /// <summary>Takes what is there now, as far as there is room for it.</summary>
    /// <returns>whether that was all</returns>
    internal bool ReadWhatIsThere()
    {
        while (Descriptor != -1)
        {
            if (events.IsFull) return false;
            var count = (int)read(Descriptor, bytes, (nuint)bytes.Length);
            if (count == -1 && errno == EINTR) continue;
            if (count == -1 && errno == EAGAIN) return true;
            // A terminal says EIO where a pipe says end of file: no process has the other end open.
            var end = count <= 0;
            var length = decoder.GetChars(bytes.AsSpan(0, Math.Max(count, 0)), chars, flush: end);
            if (length > 0) events.Output(stream, new string(chars, 0, length));
            // Not closed: to close our end of the terminal is to hang it up, and the server may live on without an output.
            if (end) Descriptor = -1;
        }
        return true;
    }
}
