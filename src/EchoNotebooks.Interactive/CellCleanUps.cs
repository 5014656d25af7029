using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;

namespace EchoNotebooks.Interactive;

/// <summary>What has to be cleaned up if one run of one cell fails or is stopped, told by the events of its command.</summary>
internal sealed class CellCleanUps : IObserver<KernelEvent>
{
    /// <summary>The key under which libraries find the hook, through AppDomain.GetData; its value is an Action of Action.</summary>
    private const string OnFailureKey = "notebook.cell.onfailure";

    private static readonly ConditionalWeakTable<KernelInvocationContext, CellCleanUps> Cells = [];
    private readonly Lock gate = new();
    private readonly Stack<Action> cleanUps = new();
    private bool over;
    private bool failed;

    public static void InstallHook() => AppDomain.CurrentDomain.SetData(OnFailureKey, (Action<Action>)OnFailure);

    // The engine's context follows the cell's asynchronous flow, also after the cell's end.
    private static void OnFailure(Action cleanUp)
    {
        if (KernelInvocationContext.Current is { } cell) Cells.GetValue(cell, Of).Add(cleanUp);
    }

    private static CellCleanUps Of(KernelInvocationContext cell)
    {
        var cleanUps = new CellCleanUps();
        // Events that came before are told again.
        cell.KernelEvents.Subscribe(cleanUps);
        return cleanUps;
    }

    /// <summary>A failed command is one that threw or was stopped; what its cell started is ended, the last first.</summary>
    void IObserver<KernelEvent>.OnNext(KernelEvent value)
    {
        if (value is CommandFailed) End(hasFailed: true);
    }

    void IObserver<KernelEvent>.OnCompleted() => End(hasFailed: false);

    void IObserver<KernelEvent>.OnError(Exception error) => End(hasFailed: false);

    private void Add(Action cleanUp)
    {
        lock (gate)
        {
            if (!over) cleanUps.Push(cleanUp);
            if (!failed) return;
        }
        // What a failed cell's left-over task starts has nobody to belong to.
        Try(cleanUp);
    }

    private void End(bool hasFailed)
    {
        Action[] due;
        lock (gate)
        {
            if (over) return;
            over = true;
            failed = hasFailed;
            due = failed ? [.. cleanUps] : [];
            cleanUps.Clear();
        }
        Array.ForEach(due, Try);
    }

    private static void Try(Action cleanUp)
    {
        try
        {
            cleanUp();
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"정리하다가 난 오류: {e.Message}");
        }
    }
}
