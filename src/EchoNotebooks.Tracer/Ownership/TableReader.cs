using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Brings the tables up to date from the kernel: after a call the numbers that it named or returned, and a whole table
/// after a fork, an exec, an unshare and a close_range. What another thread that shares the table has already done
/// inside a call that has not returned is left for the return of that call.
/// </summary>
/// <param name="ownership">What the steps have told.</param>
/// <param name="kernel">What the kernel says.</param>
/// <param name="sockets">Finds out what a new socket is.</param>
/// <param name="passed">What was sent in messages.</param>
internal sealed class TableReader(Ownership ownership, DescriptorReader kernel, SocketNames sockets, PassedDescriptors passed)
{
    /// <summary>The descriptors that a program was started with.</summary>
    internal DescriptorTable ReadFirst(int pid)
    {
        var table = new DescriptorTable();
        var descriptions = kernel.ReadDescriptions(pid);
        var known = new Dictionary<object, OpenFileDescription>();
        foreach (var read in kernel.ReadAll(pid))
        {
            // Where kcmp is refused, only sockets show whether two descriptors share a description.
            var place = descriptions.GetValueOrDefault(read.Fd) ?? (read.Kind == DescriptorKind.Socket ? read.Inode : (object)$"{read.Fd}");
            if (!known.TryGetValue(place!, out var description)) known.Add(place!, description = sockets.Describe(pid, read));
            ownership.Set(table, read.Fd, new(description, read.CloseOnExec));
        }
        return table;
    }

    /// <summary>A new process, which has not run yet: its table is its parent's as it was when the kernel copied it.</summary>
    internal void ReadForked(TracedProcess child) => ReadWhole(child.Table!, child.Pid);

    /// <summary>Reads what a call has changed, at its return.</summary>
    /// <param name="thread">The thread that made it.</param>
    /// <param name="call">The call.</param>
    /// <param name="result">What it returned; negative is an error.</param>
    internal void ReadReturned(TracedThread thread, CallInProgress call, long result)
    {
        if (call.Definition.Effect == Effect.Unshare && result >= 0 && (call[0] & CLONE_FILES) != 0) Unshare(thread);
        if (call.Definition.Effect == Effect.CloseRange && result >= 0)
        {
            if ((call.Int(2) & CLOSE_RANGE_UNSHARE) != 0) Unshare(thread);
            ReadRange(thread, (uint)call[0], (uint)call[1], closed: (call.Int(2) & CLOSE_RANGE_CLOEXEC) == 0);
            return;
        }
        foreach (var fd in DescriptorNumbers.Of(thread.Tid, call, result)) ReadOne(thread, call, fd);
    }

    /// <summary>A program was executed: in a table that is this process's alone, without what was marked.</summary>
    internal void ReadExecuted(TracedThread thread)
    {
        if (thread.OwnTable is { } own)
        {
            ownership.Hold(thread.Process, own);
            ownership.ReleaseOwn(thread);
        }
        Unshare(thread);
        ReadWhole(thread.Table, thread.Tid);
    }

    /// <summary>A thread that was made without CLONE_FILES, or by a thread that has a table of its own.</summary>
    internal void ReadNewThread(TracedThread creator, TracedThread thread, bool sharesTable)
    {
        if (sharesTable)
        {
            if (creator.OwnTable is { } own) ownership.HoldOwn(thread, own);
            return;
        }
        ownership.HoldOwn(thread, ownership.Copy(creator.Table));
        ReadWhole(thread.Table, thread.Tid);
    }

    private void ReadOne(TracedThread thread, CallInProgress call, int fd)
    {
        var table = thread.Table;
        var told = table.Descriptors.GetValueOrDefault(fd);
        var closes = call.Definition.Effect == Effect.Close;
        // While the call lasted, another one has returned with this number.
        if (closes && told != call.Entry) return;
        var read = kernel.Read(thread.Tid, fd);
        // The number is free, so it may be taken again already: by a call that has not returned, which will tell of it.
        if (closes && table.IsAheadFor(thread)) read = null;
        var likely = LikelyDescription(thread, call, read);
        // Another description of the same file, under a number that led to the one before.
        if (likely is not null && told is not null && likely != told.Description) told = null;
        Update(table, thread.Tid, told is null ? [] : [Fact(thread.Tid, fd, told)], read is null ? [] : [read], _ => likely);
    }

    private void ReadRange(TracedThread thread, uint first, uint last, bool closed)
    {
        var table = thread.Table;
        var before = table.Descriptors.Where(d => IsInRange(d.Key)).ToList();
        var after = kernel.ReadAll(thread.Tid).Where(read => IsInRange(read.Fd)).ToList();
        if (table.IsAheadFor(thread))
            after.RemoveAll(read => closed || !table.Descriptors.ContainsKey(read.Fd));
        Update(table, thread.Tid, [.. before.Select(d => Fact(thread.Tid, d.Key, d.Value))], after,
            fd => table.Descriptors.GetValueOrDefault(fd)?.Description);

        bool IsInRange(int fd) => (uint)fd >= first && (uint)fd <= last;
    }

    private void ReadWhole(DescriptorTable table, int tid)
    {
        // The told table equals the one that it was copied from, except for changes whose calls have not returned yet.
        var read = kernel.ReadAll(tid, copyOf: table);
        Update(table, tid, [.. table.Descriptors.Select(d => Fact(tid, d.Key, d.Value))], read,
            fd => table.Descriptors.GetValueOrDefault(fd)?.Description);
    }

    private void Update(
        DescriptorTable table, int tid, IReadOnlyCollection<DescriptorFact> told, IReadOnlyCollection<DescriptorFact> read,
        Func<int, OpenFileDescription?> likely)
    {
        var (opened, closed, changed) = SnapshotDiff.BetweenTables(told, read);
        foreach (var gone in closed) ownership.Close(table, gone.Fd);
        foreach (var fact in opened) Place(fact);
        foreach (var change in changed) Place(change.After);

        void Place(DescriptorFact fact)
        {
            var description = likely(fact.Fd) is { } same && same.Leads(fact) ? same
                : (fact.Kind == DescriptorKind.Socket ? ownership.FindSocket(fact.Inode) : null) ?? sockets.Describe(tid, fact);
            ownership.Set(table, fact.Fd, new(description, fact.CloseOnExec));
        }
    }

    /// <summary>The description that a number leads to now, where the call says so; the reading must agree.</summary>
    private OpenFileDescription? LikelyDescription(TracedThread thread, CallInProgress call, DescriptorFact? read)
    {
        if (read is null) return null;
        var likely = call.Definition.Effect switch
        {
            Effect.Fetch when kernel.ProcessOf(thread.Tid, call.Int(0)) is { } pid =>
                ownership.Find(pid)?.Table?.Descriptors.GetValueOrDefault(call.Int(1))?.Description,
            Effect.Receive => passed.Find(read),
            _ when DescriptorNumbers.CopiedFrom(call) is { } from => thread.Table.Descriptors.GetValueOrDefault(from)?.Description,
            _ => null,
        };
        return likely?.Leads(read) == true ? likely : null;
    }

    /// <summary>
    /// A thread's table is its own from now on; that of its process's other threads, if it is their first one, stays theirs.
    /// </summary>
    private void Unshare(TracedThread thread)
    {
        var (process, shared) = (thread.Process, thread.Table);
        if (!shared.Threads.Any(other => other != thread)) return;
        var copy = ownership.Copy(shared);
        if (thread.Tid != process.Pid || thread.OwnTable is not null)
        {
            ownership.HoldOwn(thread, copy);
        }
        else
        {
            foreach (var other in process.Threads)
                if (other != thread && other.OwnTable is null) ownership.HoldOwn(other, shared);
            ownership.Hold(process, copy);
        }
        ReadWhole(copy, thread.Tid);
    }

    private static DescriptorFact Fact(int tid, int fd, Descriptor told) => new(
        tid, fd, told.Description.Kind, told.Description.Inode, told.Description.Target, told.CloseOnExec, null);
}
