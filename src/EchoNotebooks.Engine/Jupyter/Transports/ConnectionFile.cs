using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>What a front end wrote into the file with which it starts a kernel: where to listen, and the key of the signatures.</summary>
/// <param name="Address">An IP address.</param>
/// <param name="Shell">TCP port of requests.</param>
/// <param name="IoPub">TCP port of outputs.</param>
/// <param name="Stdin">TCP port of the questions to the reader.</param>
/// <param name="Control">TCP port of requests that do not wait for a running cell.</param>
/// <param name="Heartbeat">TCP port that echoes.</param>
/// <param name="Key">The key of the signatures; empty: nothing is signed.</param>
internal sealed record ConnectionFile(string Address, int Shell, int IoPub, int Stdin, int Control, int Heartbeat, byte[] Key)
{
    private const string Scheme = "hmac-sha256";

    /// <summary>Reads the file.</summary>
    /// <exception cref="JupyterException">It is missing, unreadable, or asks for something that is not offered.</exception>
    public static ConnectionFile Read(string path)
    {
        JsonObject json;
        try
        {
            json = JsonNode.Parse(File.ReadAllText(path), documentOptions: MessageJson.Reading) as JsonObject
                ?? throw new JsonException("객체가 아니다");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw new JupyterException($"연결 파일이 없다: {path}. 이 명령은 사람이 부르는 것이 아니라 주피터가 부른다. "
                + "커널을 쓰려면 `echonb jupyter install`을 실행하고 노트북을 연다.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JupyterException($"연결 파일을 읽을 수 없다: {path}. {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new JupyterException($"연결 파일이 JSON이 아니다: {path}. {e.Message}", e);
        }

        var transport = Text(json, "transport", path, "tcp");
        if (transport != "tcp")
        {
            throw new JupyterException($"연결 방식 \"{transport}\"은 쓸 수 없다(연결 파일 {path}). tcp만 된다. "
                + "주피터의 설정에서 KernelManager.transport를 \"tcp\"로 둔다.");
        }
        var scheme = Text(json, "signature_scheme", path, Scheme);
        if (scheme != Scheme)
            throw new JupyterException($"서명 방식 \"{scheme}\"은 쓸 수 없다(연결 파일 {path}). {Scheme}만 된다.");
        var key = Text(json, "key", path, "");
        return new ConnectionFile(
            Text(json, "ip", path, "127.0.0.1"),
            Port(json, "shell_port", path),
            Port(json, "iopub_port", path),
            Port(json, "stdin_port", path),
            Port(json, "control_port", path),
            Port(json, "hb_port", path),
            Encoding.UTF8.GetBytes(key));
    }

    private static string Text(JsonObject json, string name, string path, string otherwise)
    {
        try
        {
            if (json[name] is null) return otherwise;
            if (json[name] is JsonValue value && value.TryGetValue<string>(out var text)) return text;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
        }
        throw new JupyterException($"연결 파일의 {name}가 글이 아니다: {path}");
    }

    private static int Port(JsonObject json, string name, string path) =>
        json[name] is JsonValue value && value.TryGetValue<int>(out var port) && port is > 0 and <= 65535
            ? port
            : throw new JupyterException($"연결 파일의 {name}가 없거나 포트 번호(1~65535)가 아니다: {path}");
}
