using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace EchoNotebooks.Interactive;

/// <summary>
/// Something that a cell has shown and that changes while later cells run. That engine drops what a command publishes after its end;
/// so a change goes out under the command that runs then, and waits for the next one where none runs.
/// </summary>
internal sealed class LiveDisplay
{
    /// <summary>The key under which libraries find it, through AppDomain.GetData.</summary>
    private const string Key = "notebook.cell.display";

    private static readonly Lock Gate = new();
    private static readonly HashSet<Kernel> Kernels = [];
    private static readonly List<LiveDisplay> Due = [];
    private static KernelInvocationContext? running;

    private readonly string id = Guid.NewGuid().ToString("N");
    private object? due;

    public static void InstallHook() => AppDomain.CurrentDomain.SetData(Key, (Func<object, Action<object>?>)Show);

    private static Action<object>? Show(object value)
    {
        if (KernelInvocationContext.Current is not { } context) return null;
        lock (Gate)
        {
            if (Kernels.Add(context.HandlingKernel)) context.HandlingKernel.AddMiddleware(RunAsync, nameof(LiveDisplay));
            running = context;
        }
        var display = new LiveDisplay();
        context.Publish(new DisplayedValueProduced(value, context.Command, FormattedValue.CreateManyFromObject(value), display.id));
        return display.Replace;
    }

    /// <summary>A cell begins: it tells what has changed since the last one. Other commands, as completion, pass nothing on.</summary>
    private static async Task RunAsync(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        if (command is not SubmitCode)
        {
            await next(command, context).ConfigureAwait(false);
            return;
        }
        KernelInvocationContext? outer;
        lock (Gate)
        {
            (outer, running) = (running, context);
            foreach (var display in Due) display.Publish(context);
            Due.Clear();
        }
        try
        {
            await next(command, context).ConfigureAwait(false);
        }
        finally
        {
            lock (Gate)
                if (running == context) running = outer;
        }
    }

    private void Replace(object value)
    {
        lock (Gate)
        {
            due = value;
            if (running is { IsComplete: false } context) Publish(context);
            else if (!Due.Contains(this)) Due.Add(this);
        }
    }

    private void Publish(KernelInvocationContext context)
    {
        if (due is null) return;
        context.Publish(new DisplayedValueUpdated(due, id, context.Command, FormattedValue.CreateManyFromObject(due)));
        due = null;
    }
}
