using System.Runtime.InteropServices;

namespace EchoNotebooks;

/// <summary>What a measurement says of the machine that it was made on.</summary>
internal static class MachineName
{
    /// <summary>"Intel(R) Xeon(R) Processor, 프로세서 2개, Linux 6.18".</summary>
    public static string Read() => $"{Processor()}, 프로세서 {Environment.ProcessorCount}개, Linux {Environment.OSVersion.Version.ToString(2)}";

    /// <summary>The model as the kernel names it; not every architecture's kernel does (proc_cpuinfo(5)).</summary>
    private static string Processor()
    {
        try
        {
            var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
            if (model?.Split(':', 2) is [_, var name]) return name.Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The architecture is said in its place.
        }
        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
