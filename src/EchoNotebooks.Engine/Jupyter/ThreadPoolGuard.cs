namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// Keeps the thread pool answering. Cells may block as many of its threads as they like, and what arrives from the
/// front end, which comes by way of the pool, must not wait until they are done.
/// </summary>
internal static class ThreadPoolGuard
{
    private const int Step = 64;
    private const int Most = 4096;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static void Start() => new Thread(Watch) { IsBackground = true, Name = "pool guard" }.Start();

    private static void Watch()
    {
        ThreadPool.GetMinThreads(out var usual, out var completion);
        var answered = new ManualResetEventSlim();
        while (true)
        {
            answered.Reset();
            ThreadPool.UnsafeQueueUserWorkItem(static answer => answer.Set(), answered, preferLocal: false);
            Thread.Sleep(Pause);
            if (answered.IsSet)
            {
                ThreadPool.SetMinThreads(usual, completion);
                continue;
            }
            while (!answered.Wait(Pause)) ThreadPool.SetMinThreads(Math.Min(Most, ThreadPool.ThreadCount + Step), completion);
        }
    }
}
