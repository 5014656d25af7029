namespace EchoNotebooks.Cli.Running;

/// <summary>How this program is started once more.</summary>
internal static class ThisProgram
{
    /// <summary>By itself, or through the dotnet that runs it.</summary>
    public static string[] Command { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
        ? [Environment.ProcessPath!, typeof(ThisProgram).Assembly.Location]
        : [Environment.ProcessPath!];
}
