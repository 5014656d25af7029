using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What a call has changed, read from the kernel when the call returns: descriptors, sockets, children.</summary>
internal sealed class CallEffects(
    Ownership ownership, TableReader tables, SocketNames names, SocketLookup lookup, PassedDescriptors passed, UntracedProcesses untraced,
    ChildWaits waits, DescriptorReader descriptors, Roles roles)
{
    /// <summary>Whether the program is a client, and the socket that it connects is what it is about.</summary>
    internal bool NamesConnections { get; init; }

    /// <summary>A message with descriptors is about to be sent.</summary>
    internal void Sending(TracedThread thread, CallInProgress call) => passed.Send(thread.Process, Sent(thread, call));

    /// <summary>Brings everything up to date, and adds to the call's arguments what is known only now.</summary>
    /// <param name="thread">The thread that made the call.</param>
    /// <param name="call">The call.</param>
    /// <param name="result">What it returned; negative is an error.</param>
    internal void Returned(TracedThread thread, CallInProgress call, long result)
    {
        if (thread.Process.Table is null) return;
        if (call.Definition.Effect == Effect.Wait)
        {
            Waited(call, waits.Returned(thread, call, result), result);
            return;
        }
        tables.ReadReturned(thread, call, result);
        switch (call.Definition.Effect)
        {
            case Effect.Connect when result >= 0 || -result is EINPROGRESS or EINTR:
                LookAt(thread, call, isConnection: true);
                if (NamesConnections && SocketAt(thread, call.Int(0)) is { IsInternetSocket: true } connected) names.Connected(connected);
                break;
            case Effect.Bind or Effect.Shutdown when result >= 0:
                LookAt(thread, call, isConnection: false);
                break;
            case Effect.Listen when result >= 0:
                LookAt(thread, call, isConnection: false);
                if (SocketAt(thread, call.Int(0)) is not { IsInternetSocket: true } listening) break;
                names.Listened(listening);
                roles.Listens(thread.Process);
                break;
            case Effect.Accept when result >= 0 && SocketAt(thread, (int)result) is { IsInternetSocket: true } accepted:
                names.Accepted(accepted);
                call.Arguments["address"] = accepted.Socket!.Remote?.ToString();
                break;
            case Effect.Send when result < 0:
                // It was not sent after all.
                foreach (var description in Sent(thread, call)) passed.Receive(description);
                break;
            case Effect.Receive when result >= 0:
                Received(thread, call, ControlMessages.Descriptors(thread.Tid, call, result));
                break;
            case Effect.Fetch when result >= 0:
                Brought(thread, call, [(int)result]);
                call.Arguments["from"] = descriptors.ProcessOf(thread.Tid, call.Int(0));
                break;
            case Effect.Fork when result > 0 && !call.HasForkEvent:
                untraced.Add((int)result);
                call.Arguments["followed"] = false;
                break;
        }
    }

    private static void Waited(CallInProgress call, ChildWaits.Outcome outcome, long result)
    {
        if (result < 0) return;
        if (outcome.Pid is { } child) call.Arguments["child"] = child;
        if (outcome.State is { } state) call.Arguments["state"] = state;
        call.Arguments["reaped"] = outcome.IsReaped;
    }

    private void Received(TracedThread thread, CallInProgress call, List<int> numbers)
    {
        if (numbers.Count == 0) return;
        var senders = numbers.Select(fd => SocketAt(thread, fd)).OfType<OpenFileDescription>().Select(passed.Receive).Distinct().ToList();
        Brought(thread, call, numbers);
        call.StepName = "receive";
        call.Arguments["descriptors"] = string.Join(", ", numbers);
        if (senders is [{ } sender]) call.Arguments["from"] = sender.Pid;
    }

    /// <summary>Only now is it known that a call is worth a step: it has brought a descriptor that is shown.</summary>
    private void Brought(TracedThread thread, CallInProgress call, List<int> numbers)
    {
        if (!call.IsShown && numbers.Exists(fd => ownership.IsShown(SocketAt(thread, fd)))) call.IsShown = true;
    }

    private static IEnumerable<OpenFileDescription> Sent(TracedThread thread, CallInProgress call) =>
        call.Sends.Select(fd => SocketAt(thread, fd)).OfType<OpenFileDescription>();

    private static OpenFileDescription? SocketAt(TracedThread thread, int fd) =>
        thread.Table.Descriptors.GetValueOrDefault(fd)?.Description;

    /// <summary>The kernel's answer on a socket whose ends may have changed.</summary>
    private void LookAt(TracedThread thread, CallInProgress call, bool isConnection)
    {
        if (SocketAt(thread, call.Int(0)) is not { Kind: DescriptorKind.Socket, Inode: { } inode } socket) return;
        if (isConnection && !socket.IsInternetSocket) return;
        ownership.BecomeSocket(socket, isConnection
            ? lookup.Connection(thread.Tid, call.Int(0), inode)
            : lookup.FromTable(thread.Tid, call.Int(0), inode));
    }
}
