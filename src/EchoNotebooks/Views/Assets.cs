using System.Security.Cryptography;
using System.Text;

namespace EchoNotebooks.Views;

/// <summary>The style sheets and scripts that stand in files of their own beside the views.</summary>
internal static class Assets
{
    /// <summary>A file as it is.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>What a Content-Security-Policy calls a script: 'sha256-…'.</summary>
    public static string Hash(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    /// <summary>A style sheet on one line; a line that is indented goes on with the one before it.</summary>
    public static string Sheet(string name) => string.Concat(Read(name).Split('\n').Select(line => line.TrimStart()));
}
