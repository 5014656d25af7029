using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Files;
using EchoNotebooks.Engine.Jupyter;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Jupyter;

/// <summary>The folder that tells front ends of a kernel. A mark in its kernel.json says that it is ours to change and to delete.</summary>
internal static class KernelSpec
{
    /// <summary>Our kernel's own name.</summary>
    public const string Name = "echo-csharp";

    /// <summary>The name for which the notebooks ask: .NET Interactive's.</summary>
    public const string Alias = ".net-csharp";

    // Front ends show the path of what they start as the kernel's place.
    private const string Launcher = "EchoNotebooks";
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const string Mark = "echo-notebooks";
    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Whether we wrote the kernel in a folder.</summary>
    public static bool IsOurs(string folder) => MarkOf(folder) is not null;

    /// <summary>The folder of the build that a kernel of ours starts.</summary>
    public static string? ProgramOf(string folder) => (string?)MarkOf(folder)?["program"];

    private static JsonObject? MarkOf(string folder)
    {
        if (!RegularFile.Is(Path.Combine(folder, "kernel.json"))) return null;
        try
        {
            return (JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))?["metadata"] as JsonObject)?[Mark] as JsonObject;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Writes a kernel's folder anew.</summary>
    /// <param name="folder">The folder, in a <c>kernels</c> folder.</param>
    /// <param name="display">How front ends call it.</param>
    /// <param name="lookIn">Where notebooks' libraries are looked for.</param>
    public static void Write(string folder, string display, string lookIn)
    {
        using var staged = new StagedFiles();
        var start = Path.Combine(folder, Launcher);
        staged.AddText(start, Resource("start.sh")
            .Replace("@PROGRAM@", Quoted(AppContext.BaseDirectory.TrimEnd('/')), StringComparison.Ordinal)
            .Replace("@DOTNET@", Quoted(Dotnet), StringComparison.Ordinal)
            .Replace("@LOOK_IN@", Quoted(lookIn), StringComparison.Ordinal));
        foreach (var logo in Logos)
        {
            using var from = Open(logo);
            using var to = staged.Add(Path.Combine(folder, logo));
            from.CopyTo(to);
        }
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray(start, "{connection_file}"),
            ["display_name"] = display,
            ["language"] = KernelInfo.Language,
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject
            {
                [Mark] = new JsonObject { ["program"] = AppContext.BaseDirectory.TrimEnd('/') },
                ["debugger"] = false,
            },
        };
        staged.AddText(Path.Combine(folder, "kernel.json"), spec.ToJsonString(Readable) + "\n");
        staged.Commit();
        File.SetUnixFileMode(start, Executable);
        // What an earlier version wrote.
        File.Delete(Path.Combine(folder, "start.sh"));
    }

    /// <summary>The program that runs this one: of the SDK's folder, not of one version of it.</summary>
    private static string Dotnet =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../dotnet"));

    /// <summary>A text as one word of a shell.</summary>
    public static string Quoted(string text) => "'" + text.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    private static string Resource(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    private static Stream Open(string name) => typeof(KernelSpec).Assembly.GetManifestResourceStream(name)!;
}
