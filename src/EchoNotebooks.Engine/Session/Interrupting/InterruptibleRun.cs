using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Runs one cell so that it can be stopped. Its first stretch has a thread of its own, each continuation after an
/// await one of the pool. Loops of cells ask whether to stop (<see cref="CheckpointRewriter"/>), a thread that waits is
/// interrupted, the host wakes one that blocks in a system call that it knows, and what sits in an await is left there:
/// the cell's task is raced against the stop. What hangs in other native code or in a loop of a library is out of reach.
/// </summary>
/// <remarks>
/// As a synchronisation context it does not gather continuations on one thread, so that code that waits for a
/// task with .Result does not lock itself out. It also catches what an async void method throws.
/// </remarks>
/// <param name="lost">Told of exceptions that belong to no task.</param>
/// <param name="host">Wakes threads; null where there is none that could.</param>
internal sealed class InterruptibleRun(Action<Exception> lost, IProcessHost? host) : SynchronizationContext
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);
    private readonly Lock gate = new();
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<Thread, CellThread> inside = [];
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool stopping;
    private bool ended;

    /// <summary>Whether it was told to stop.</summary>
    public bool IsStopping => stopping;

    /// <summary>Whether no thread of the cell is inside any more; one that is hangs where it cannot be reached.</summary>
    public async Task<bool> IsLeft()
    {
        // What comes back from an await because of the stop is inside for a moment.
        for (var waited = Stopwatch.StartNew(); IsInside && waited.Elapsed < Grace;) await Task.Delay(PollInterval).ConfigureAwait(false);
        return !IsInside;
    }

    private bool IsInside
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
        var thread = new Thread(() => Inside(() => Complete(body(), done))) { IsBackground = true, Name = "cell" };
        lock (gate)
        {
            if (stopping) throw new OperationCanceledException();
            Checkpoints.Stop = false;
            inside[thread] = new CellThread();
        }
        thread.Start();
        await Task.WhenAny(done.Task, stopped.Task).ConfigureAwait(false);
        // From here on the checkpoints belong to the next cell, so a stop of this one does nothing.
        lock (gate) ended = true;
        if (!stopping) return await done.Task.ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
        throw new OperationCanceledException();
    }

    /// <summary>
    /// Stops the cell unless it has ended; returns when no thread of it is inside any more, or after the timeout.
    /// </summary>
    public async Task Stop(TimeSpan timeout)
    {
        lock (gate)
        {
            if (ended) return;
            stopping = true;
            Checkpoints.Stop = true;
        }
        var began = Stopwatch.StartNew();
        var wake = Grace;
        while (IsInside && began.Elapsed < timeout)
        {
            await Task.Delay(PollInterval).ConfigureAwait(false);
            var waking = began.Elapsed >= wake;
            if (waking) wake += Grace;
            lock (gate)
            {
                foreach (var (thread, state) in inside)
                {
                    if (thread.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin))
                    {
                        state.Interrupted = true;
                        thread.Interrupt();
                    }
                    else if (waking && state.Id is { } id)
                    {
                        host!.WakeThread(id);
                    }
                }
            }
        }
        stopped.TrySetResult();
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ => Inside(() => d(state)), null);

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    [SuppressMessage("Design", "CA1031", Justification = "The cell's code may throw anything, and no code above it would catch it.")]
    private void Inside(Action action)
    {
        lock (gate) inside[Thread.CurrentThread] = new CellThread { Id = host?.ThreadId };
        SetSynchronizationContext(this);
        try
        {
            action();
        }
        catch (Exception e)
        {
            // After a stop, an exception was caused by the stop.
            if (!stopping) lost(e);
        }
        finally
        {
            SetSynchronizationContext(null);
            Outside();
        }
    }

    private static void Complete<T>(Task<T> task, TaskCompletionSource<T> done) => task.ContinueWith(
        ended => done.SetFromTask(ended), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    // An interrupt that came too late would wake the code that uses this thread of the pool next.
    private void Outside()
    {
        CellThread? left;
        lock (gate) inside.Remove(Thread.CurrentThread, out left);
        if (left?.Interrupted != true) return;
        try
        {
            Thread.Sleep(1);
        }
        catch (ThreadInterruptedException)
        {
        }
    }

    /// <summary>A thread that runs code of the cell now.</summary>
    private sealed class CellThread
    {
        /// <summary>The kernel's number of the thread; null before it runs, and without a host.</summary>
        public int? Id { get; init; }

        public bool Interrupted { get; set; }
    }
}
