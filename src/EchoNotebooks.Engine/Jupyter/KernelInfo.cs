using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>What a kernel says of itself.</summary>
public static class KernelInfo
{
    /// <summary>The name by which front ends know the language.</summary>
    public const string Language = "C#";

    /// <summary>The content of a kernel_info_reply.</summary>
    internal static JsonObject Of(KernelOptions options) => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = MessageJson.ProtocolVersion,
        ["implementation"] = options.Name,
        ["implementation_version"] = options.Version,
        ["language_info"] = new JsonObject
        {
            ["name"] = Language,
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"{options.Name} {options.Version}: C# 14, .NET {Environment.Version}",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(),
        ["supported_features"] = new JsonArray(),
    };
}
