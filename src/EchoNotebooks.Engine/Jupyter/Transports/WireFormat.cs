using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// Jupyter's wire format: identities, a delimiter, the signature, then header, parent header, metadata and content
/// as JSON, each in a frame of its own.
/// </summary>
/// <param name="key">The key of the signatures; empty: nothing is signed.</param>
internal sealed partial class WireFormat(byte[] key)
{
    private const int JsonFrames = 4;
    private static readonly byte[] Nothing = "{}"u8.ToArray();
    private readonly string session = Guid.NewGuid().ToString();
    private static byte[] Delimiter => "<IDS|MSG>"u8.ToArray();

    /// <summary>Takes a message apart.</summary>
    /// <param name="frames">As they arrived.</param>
    /// <param name="wrong">Why it cannot be taken, for the log.</param>
    public Message? Read(IReadOnlyList<byte[]> frames, out string wrong)
    {
        var delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(Delimiter)) delimiter++;
        if (frames.Count < delimiter + 2 + JsonFrames)
        {
            wrong = $"프레임이 모자란다({frames.Count}개)";
            return null;
        }
        var (signature, json) = (frames[delimiter + 1], frames.Skip(delimiter + 2).Take(JsonFrames).ToArray());
        if (key.Length > 0 && !CryptographicOperations.FixedTimeEquals(signature, Sign(json)))
        {
            wrong = signature.Length == 0 ? "서명이 없다" : "서명이 맞지 않는다";
            return null;
        }
        try
        {
            wrong = "머리글(header)에 msg_type이 없다";
            var header = Parse(json[0]);
            Parse(json[1]);
            if (header["msg_type"] is not JsonValue value || !value.TryGetValue<string>(out var type)) return null;
            return new Message([.. frames.Take(delimiter)], json[0], type, Parse(json[2]), Parse(json[3]));
        }
        catch (JsonException e)
        {
            wrong = $"JSON을 읽을 수 없다: {e.Message}";
            return null;
        }
    }

    /// <summary>Puts a message together.</summary>
    /// <param name="identities">The receiver's identities, or an output's topic.</param>
    /// <param name="type">Its type.</param>
    /// <param name="parent">The header of the message that it answers; null where there is none.</param>
    /// <param name="content">Its content.</param>
    /// <param name="metadata">Its metadata.</param>
    public List<byte[]> Write(IEnumerable<byte[]> identities, string type, byte[]? parent, JsonObject content, JsonObject? metadata = null)
    {
        var header = MessageJson.Bytes(MessageJson.Header(type, Guid.NewGuid().ToString(), session));
        byte[][] json = [header, parent ?? Nothing, metadata is null ? Nothing : MessageJson.Bytes(metadata), MessageJson.Bytes(content)];
        return [.. identities, Delimiter, key.Length > 0 ? Sign(json) : [], .. json];
    }

    private byte[] Sign(byte[][] json)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var frame in json) hash.AppendData(frame);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>
    /// Reads a frame. A byte that is not UTF-8 and half a surrogate pair, which editors leave behind, become U+FFFD, so that
    /// every text can be read.
    /// </summary>
    private static JsonObject Parse(byte[] frame)
    {
        var text = Encoding.UTF8.GetString(frame);
        var json = Escape().Replace(text, escape => escape.Groups["half"].Success ? @"\uFFFD" : escape.Value);
        return JsonNode.Parse(json, documentOptions: MessageJson.Reading) as JsonObject ?? throw new JsonException("객체가 아니다");
    }

    [GeneratedRegex(@"\\(u[dD][89abAB]..\\u[dD][c-fC-F]..|(?<half>u[dD][89a-fA-F]..)|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
