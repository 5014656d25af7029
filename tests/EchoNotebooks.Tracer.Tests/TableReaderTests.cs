using System.Net.Sockets;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>What a call of another thread has done already is told when that call returns: here, of this very process.</summary>
public sealed class TableReaderTests : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Ownership ownership = new(new DeltaTracker(), everything: false);
    private readonly DescriptorTable table = new();
    private readonly TracedProcess process = new(Environment.ProcessId, null);
    private readonly TableReader tables;

    public TableReaderTests()
    {
        var proc = new ProcReader();
        var passed = new PassedDescriptors();
        tables = new(ownership, new DescriptorReader(proc), new SocketNames(ownership, new SocketLookup(proc)), passed);
        ownership.Add(process, table);
    }

    private int Number => (int)listener.Handle;

    [Fact]
    public void A_number_that_another_call_has_taken_again_is_closed_now_and_opened_when_that_call_returns()
    {
        var (closing, accepting) = (Thread(0), Thread(1));
        var close = Call("close", Number, TellSomethingElse());
        accepting.Call = Call("accept", 3, null);
        accepting.IsRunning = true;

        tables.ReadReturned(closing, close, 0);
        Assert.Empty(table.Descriptors);
        (var accept, accepting.Call, accepting.IsRunning) = (accepting.Call, null, false);
        tables.ReadReturned(accepting, accept, Number);
        Assert.Equal([Number], table.Descriptors.Keys);
        Assert.True(table.Descriptors[Number].Description.IsInternetSocket);
    }

    [Fact]
    public void A_close_that_returns_late_closes_nothing_that_another_call_has_opened_since()
    {
        var (closing, accepting) = (Thread(0), Thread(1));
        var close = Call("close", Number, TellSomethingElse());
        tables.ReadReturned(accepting, Call("accept", 3, null), Number);
        tables.ReadReturned(closing, close, 0);
        Assert.Equal([Number], table.Descriptors.Keys);
    }

    [Fact]
    public void Where_no_other_thread_is_in_a_call_the_kernel_is_right()
    {
        // The close of a descriptor that is open still, as the kernel says.
        tables.ReadReturned(Thread(0), Call("close", Number, TellSomethingElse()), 0);
        Assert.True(table.Descriptors[Number].Description.IsInternetSocket);
        listener.Dispose();
    }

    public void Dispose() => listener.Dispose();

    /// <summary>The steps have told that the number leads to another socket, which was closed since.</summary>
    private Descriptor TellSomethingElse()
    {
        var former = new OpenFileDescription { Kind = DescriptorKind.Socket, Inode = 1, Target = "socket:[1]" };
        ownership.Set(table, Number, new(former, false));
        return table.Descriptors[Number];
    }

    private TracedThread Thread(int other)
    {
        var thread = new TracedThread(process.Pid + other, process);
        process.Threads.Add(thread);
        // /proc/TID/fd is there for this process's first thread only: all of them share its table.
        thread.Tid = process.Pid;
        return thread;
    }

    private static CallInProgress Call(string name, int fd, Descriptor? entry) =>
        new(SystemCalls.All.Single(call => call.Name == name), [(ulong)fd, 0, 0, 0, 0, 0]) { Entry = entry };
}
