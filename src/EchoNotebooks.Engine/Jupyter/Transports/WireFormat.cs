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
        if (key.Length > 0 && !CryptographicOperations.FixedTimeEquals(frames[delimiter + 1], Sign([.. frames.Skip(delimiter + 2).Take(JsonFrames)])))
        {
            wrong = frames[delimiter + 1].Length == 0 ? "서명이 없다" : "서명이 맞지 않는다";
            return null;
        }
        try
        {
            wrong = "머리글(header)에 msg_type이 없다";
            var header = Parse(frames[delimiter + 2]);
            Parse(frames[delimiter + 3]);
            if (header["msg_type"] is not JsonValue value || !value.TryGetValue<string>(out var type)) return null;
            return new Message([.. frames.Take(delimiter)], frames[delimiter + 2], type, Parse(frames[delimiter + 4]), Parse(frames[delimiter + 5]));
        }
        catch (JsonException e)
        {
            wrong = $"JSON을 읽을 수 없다: {e.Message}";
            return null;
        }
    }

    /// <summary>Puts a message together.</summary>
    /// <param name="identities">To whom, or an output's topic.</param>
    /// <param name="type">What it is.</param>
    /// <param name="parent">The header of the message that it answers; null where there is none.</param>
    /// <param name="content">What it says.</param>
    /// <param name="metadata">What is said beside it.</param>
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

    // What is no character (a byte that is not UTF-8, half a pair as editors leave it behind) becomes U+FFFD, so that every text can be read.
    private static JsonObject Parse(byte[] frame)
    {
        var json = Escape().Replace(Encoding.UTF8.GetString(frame), escape => escape.Groups["half"].Success ? @"\uFFFD" : escape.Value);
        return JsonNode.Parse(json, documentOptions: MessageJson.Reading) as JsonObject ?? throw new JsonException("객체가 아니다");
    }

    [GeneratedRegex(@"\\(u[dD][89abAB]..\\u[dD][c-fC-F]..|(?<half>u[dD][89a-fA-F]..)|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
