using System.Globalization;

namespace EchoNotebooks.TestSupport;

/// <summary>How busy the machine is on which the tests run.</summary>
public static class Machine
{
    /// <summary>
    /// A time that something may take, for a machine on which more wants to run than it has CPUs (proc_loadavg(5)):
    /// there everything takes longer in proportion.
    /// </summary>
    public static TimeSpan AsBusyAsItIs(TimeSpan time)
    {
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        return time * Math.Max(1, load / Environment.ProcessorCount);
    }
}
