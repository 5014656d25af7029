namespace EchoNotebooks;

/// <summary>The running programs of this process; they end when it exits.</summary>
internal static class JsonProcesses
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(2);
    private static readonly HashSet<JsonProcess> All = [];

    static JsonProcesses() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    public static void Add(JsonProcess process)
    {
        lock (All) All.Add(process);
    }

    public static void Remove(JsonProcess process)
    {
        lock (All) All.Remove(process);
    }

    private static void EndAll()
    {
        JsonProcess[] all;
        lock (All) all = [.. All];
        Task.WaitAll([.. all.Select(process => process.DisposeAsync().AsTask())], ExitTimeout);
    }
}
