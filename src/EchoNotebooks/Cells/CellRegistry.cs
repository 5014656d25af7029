using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace EchoNotebooks;

/// <summary>
/// Ends what a notebook's reader cannot reach any more. A cell that runs again declares its variables again; what
/// the earlier run left in them would live on unseen. Outside a notebook nothing here does anything.
/// </summary>
internal static class CellRegistry
{
    // Roslyn's scripts, and so every notebook engine, compile each cell into a class of this name.
    private const string SubmissionPrefix = "Submission#";

    // The cell's own lines, in the method that Roslyn calls so; the functions that it declares are other methods.
    private const string Body = "<<Initialize>>";
    private static readonly Lock Gate = new();
    private static readonly List<Entry> Entries = [];

    /// <summary>
    /// Something that a cell started. The cell is its class; its file, where the engine gives one, stays the same when it
    /// runs again.
    /// </summary>
    private sealed record Entry(ICellOwned Thing, Type Submission, string? File);

    /// <summary>Which cell runs: to be asked synchronously, while it is on the stack.</summary>
    /// <param name="callerFile">Where the call stands in the source ([CallerFilePath]).</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static CallingCell? Current(string callerFile)
    {
        Type? innermost = null;
        foreach (var frame in new StackTrace(fNeedFileInfo: false).GetFrames())
        {
            var type = frame.GetMethod()?.DeclaringType;
            if (SubmissionOf(type) is not { } submission) continue;
            innermost ??= submission;
            // Below the cell that runs there may be an earlier one, whose end let this one begin.
            if (type!.Name.StartsWith(Body, StringComparison.Ordinal))
                // A helper that an earlier cell declares and several cells call: its file is not the cell that runs.
                return new CallingCell(submission, innermost == submission && callerFile.Length > 0 ? callerFile : null);
        }
        return innermost is null ? null : new CallingCell(innermost, null);
    }

    /// <summary>
    /// Ends what an earlier run of this cell started, and what earlier cells hold in variables that this cell
    /// declares anew.
    /// </summary>
    private static async Task EndReplacedAsync(CallingCell? cell)
    {
        if (cell is null) return;
        List<ICellOwned> replaced = [];
        lock (Gate)
        {
            Entries.RemoveAll(entry => entry.Thing.IsOver);
            var earlier = Entries.Where(entry => NumberOf(entry.Submission) < NumberOf(cell.Submission));
            foreach (var group in earlier.GroupBy(entry => entry.Submission).ToList())
                foreach (var entry in Replaced([.. group], cell))
                {
                    replaced.Add(entry.Thing);
                    Entries.Remove(entry);
                }
        }
        foreach (var thing in replaced)
        {
            if (!thing.IsOver) thing.EndsBecause("셀을 다시 실행하거나 변수를 다시 선언해서 앞에서");
            await thing.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Remembers what a cell started, and asks the engine to end it should the cell fail.</summary>
    private static void Add(CallingCell? cell, ICellOwned thing)
    {
        if (cell is null) return;
        lock (Gate) Entries.Add(new Entry(thing, cell.Submission, cell.File));
        FailureHook.OnFailure(() =>
        {
            if (!thing.IsOver) thing.EndsBecause($"{FailureHook.Why} 그 셀이");
            thing.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(5));
        });
    }

    /// <summary>Starts something on behalf of a cell: what it replaces is ended first, and it ends when its turn comes.</summary>
    public static async Task<T> StartAsync<T>(CallingCell? cell, Func<Task<T>> start)
        where T : class, ICellOwned =>
        (await TryStartAsync(cell, async () => (T?)await start().ConfigureAwait(false)).ConfigureAwait(false))!;

    /// <summary>The same for what may not start: null is nothing to be ended.</summary>
    public static async Task<T?> TryStartAsync<T>(CallingCell? cell, Func<Task<T?>> start)
        where T : class, ICellOwned
    {
        await EndReplacedAsync(cell).ConfigureAwait(false);
        var thing = await start().ConfigureAwait(false);
        if (thing is not null) Add(cell, thing);
        return thing;
    }

    private static IEnumerable<Entry> Replaced(List<Entry> earlier, CallingCell cell)
    {
        if (cell.File is not null && earlier[0].File == cell.File) return earlier;
        // What a variable holds cannot be asked from here; but a cell starts things in the order in which it declares
        // the variables for them. Where the numbers do not match (a loop, a list), all go when all are replaced.
        return earlier.GroupBy(entry => entry.Thing.GetType()).SelectMany(group =>
        {
            var things = group.ToList();
            var holders = FieldsOf(things[0].Submission)
                .Where(field => Holds(field.FieldType, group.Key)).Select(field => field.Name).ToList();
            var replaced = FieldsOf(cell.Submission).Select(field => field.Name).ToHashSet();
            if (holders.Count == things.Count) return things.Where((_, i) => replaced.Contains(holders[i]));
            return holders.Count > 0 && holders.TrueForAll(replaced.Contains) ? things : [];
        });
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type submission) =>
        submission.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(field => !field.Name.StartsWith('<')).OrderBy(field => field.MetadataToken);

    private static bool Holds(Type holder, Type thing) =>
        holder.IsAssignableFrom(thing) || (holder.IsArray && Holds(holder.GetElementType()!, thing))
        || (holder.IsGenericType && holder.GetGenericArguments().Any(argument => Holds(argument, thing)));

    private static int NumberOf(Type submission) =>
        int.TryParse(submission.Name.AsSpan(SubmissionPrefix.Length), out var number) ? number : 0;

    private static Type? SubmissionOf(Type? type)
    {
        while (type is not null && !type.Name.StartsWith(SubmissionPrefix, StringComparison.Ordinal)) type = type.DeclaringType;
        return type;
    }
}
