using System.IO.Compression;
using System.Text;

namespace EchoNotebooks.Live;

/// <summary>Lines of JSON, packed: a recording of an hour repeats itself a lot. One thread may add while others read.</summary>
internal sealed class LineStore
{
    private const int ChunkSize = 1_000_000;
    private readonly Lock gate = new();
    private readonly List<byte[]> packed = [];
    private readonly StringBuilder open = new();

    public void Add(string line)
    {
        lock (gate)
        {
            open.Append(line).Append('\n');
            if (open.Length < ChunkSize) return;
            packed.Add(Pack(open.ToString()));
            open.Clear();
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            packed.Clear();
            open.Clear();
        }
    }

    /// <summary>Writes all that there is now.</summary>
    public async Task WriteAsync(Stream output, CancellationToken ct)
    {
        byte[][] chunks;
        string rest;
        lock (gate) (chunks, rest) = ([.. packed], open.ToString());
        foreach (var chunk in chunks)
        {
            var unpacking = new BrotliStream(new MemoryStream(chunk), CompressionMode.Decompress);
            await using (unpacking.ConfigureAwait(false)) await unpacking.CopyToAsync(output, ct).ConfigureAwait(false);
        }
        await output.WriteAsync(Encoding.UTF8.GetBytes(rest), ct).ConfigureAwait(false);
    }

    private static byte[] Pack(string text)
    {
        var memory = new MemoryStream();
        using (var packing = new BrotliStream(memory, CompressionLevel.Fastest)) packing.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }
}
