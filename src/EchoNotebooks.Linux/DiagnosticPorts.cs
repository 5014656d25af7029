namespace EchoNotebooks.Linux;

/// <summary>
/// The pipes and the socket on which a .NET runtime answers debuggers. The runtime puts them into the temporary folder, and leaves
/// them there where it is killed or executes another program.
/// </summary>
internal static class DiagnosticPorts
{
    /// <summary>Removes those of a process that has ended, or that is about to execute another program.</summary>
    internal static void Remove(int pid)
    {
        try
        {
            foreach (var pattern in (string[])[$"clr-debug-pipe-{pid}-*", $"dotnet-diagnostic-{pid}-*"])
                foreach (var path in Directory.EnumerateFiles(Path.GetTempPath(), pattern))
                    File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be read or written has none of ours in it.
        }
    }
}
