using System.Diagnostics.CodeAnalysis;
using System.Runtime;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Runs one cell so that it can be stopped. Its first stretch has a thread of its own, each continuation after an
/// await one of the pool; both run under ControlledExecution, which ends even <c>while(true);</c> in a library. (Loops
/// of cells look at the token themselves: a loop that catches everything does not always let itself be aborted.) A
/// thread that waits is interrupted. What sits in an await is left there: the cell's task is raced against the stop.
/// </summary>
/// <remarks>
/// As a synchronisation context it does not gather continuations on one thread, so that code that waits for a
/// task with .Result does not lock itself out. It also catches what an async void method throws.
/// </remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without timer and wait handle holds nothing; code of the cell may outlive any time to dispose it.")]
internal sealed class StoppableRun : SynchronizationContext
{
    private static readonly TimeSpan Knock = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly Dictionary<Thread, bool> inside = [];
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<Exception> lost;
    private volatile bool stopping;

    /// <param name="lost">Told of exceptions that belong to no task.</param>
    public StoppableRun(Action<Exception> lost) => this.lost = lost;

    /// <summary>Cancelled when the cell is told to stop.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>Whether it was told to stop.</summary>
    public bool IsStopping => stopping;

    /// <summary>Whether a thread of the cell is still inside: it hangs where it cannot be reached.</summary>
    public bool IsInside
    {
        get
        {
            lock (gate) return inside.Count > 0;
        }
    }

    /// <summary>Runs the body.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<T> Run<T>(Func<Task<T>> body)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Controlled(() => Complete(body(), done))) { IsBackground = true, Name = "cell" };
        thread.Start();
        await Task.WhenAny(done.Task, stopped.Task).ConfigureAwait(false);
        if (!stopping) return await done.Task.ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
        throw new OperationCanceledException(stop.Token);
    }

    /// <summary>Stops the cell; returns when no thread of it is inside any more, or after the patience given.</summary>
    public async Task Stop(TimeSpan patience)
    {
        stopping = true;
        // Cancel() blocks until the abort has arrived, which may be never.
        _ = Task.Run(stop.Cancel);
        var deadline = DateTime.UtcNow + patience;
        while (IsInside && DateTime.UtcNow < deadline)
        {
            await Task.Delay(Knock).ConfigureAwait(false);
            lock (gate)
            {
                foreach (var thread in inside.Keys.Where(thread => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)).ToList())
                {
                    inside[thread] = true;
                    thread.Interrupt();
                }
            }
        }
        stopped.TrySetResult();
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ => Controlled(() => d(state)), null);

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

#pragma warning disable SYSLIB0046 // Made for exactly this: running code that a reader wrote and may want to stop.
    private void Controlled(Action action)
    {
        lock (gate) inside[Thread.CurrentThread] = false;
        SetSynchronizationContext(this);
        try
        {
            ControlledExecution.Run(action, stop.Token);
        }
        catch (Exception) when (stopping)
        {
            // Whatever comes out now comes of the stop.
        }
        catch (Exception e)
        {
            lost(e);
        }
        finally
        {
            SetSynchronizationContext(null);
            Leave();
        }
    }
#pragma warning restore SYSLIB0046

    private static void Complete<T>(Task<T> task, TaskCompletionSource<T> done) => task.ContinueWith(
        ended => done.SetFromTask(ended), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    // An interrupt that came too late would wake whoever uses this thread of the pool next.
    private void Leave()
    {
        bool interrupted;
        lock (gate) inside.Remove(Thread.CurrentThread, out interrupted);
        if (!interrupted) return;
        try
        {
            Thread.Sleep(1);
        }
        catch (ThreadInterruptedException)
        {
        }
    }
}
