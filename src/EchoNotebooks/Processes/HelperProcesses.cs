namespace EchoNotebooks;

/// <summary>The running programs of this process; they end when it exits.</summary>
internal static class HelperProcesses
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(2);
    private static readonly HashSet<HelperProcess> All = [];

    static HelperProcesses() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    public static void Add(HelperProcess process)
    {
        lock (All) All.Add(process);
    }

    public static void Remove(HelperProcess process)
    {
        lock (All) All.Remove(process);
    }

    private static void EndAll()
    {
        HelperProcess[] all;
        lock (All) all = [.. All];
        Task.WaitAll([.. all.Select(process => process.DisposeAsync().AsTask())], ExitTimeout);
    }
}
