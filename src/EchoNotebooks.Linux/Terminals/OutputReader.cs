using System.Text;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>Reads one of a program's output streams as UTF-8, from a terminal or a pipe.</summary>
/// <param name="fd">Our end.</param>
/// <param name="stream">"stdout" or "stderr".</param>
internal sealed class OutputReader(int fd, string stream)
{
    /// <summary>Keeps the first bytes of a character whose last bytes have not come yet.</summary>
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] bytes = new byte[16384];
    private readonly char[] chars = new char[16384 + 1];

    internal string Stream { get; } = stream;

    /// <summary>The descriptor while more may come; −1, which poll(2) passes over, after the last writer closed.</summary>
    internal int Descriptor { get; private set; } = fd;

    /// <summary>Reads what is there, at most 16 KiB.</summary>
    /// <param name="text">The text; it may be empty in the middle of a character.</param>
    /// <returns>false where nothing is there now, or nothing will come any more.</returns>
    internal bool TryRead(out string text)
    {
        text = "";
        if (Descriptor == -1) return false;
        int count;
        do count = (int)read(Descriptor, bytes, (nuint)bytes.Length);
        while (count == -1 && errno == EINTR);
        if (count == -1 && errno == EAGAIN) return false;
        // A terminal says EIO where a pipe says end of file: no process has the other end open.
        var end = count <= 0;
        text = new string(chars, 0, decoder.GetChars(bytes.AsSpan(0, Math.Max(count, 0)), chars, flush: end));
        // Not closed: to close our end of a terminal is to hang it up, and the program may live on without an output.
        if (end) Descriptor = -1;
        return true;
    }
}
