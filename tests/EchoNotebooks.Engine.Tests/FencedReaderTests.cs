using System.IO.Pipes;
using EchoNotebooks.Engine.Jupyter;

namespace EchoNotebooks.Engine.Tests;

/// <summary>The output of programs, divided by a fence after each cell.</summary>
public sealed class FencedReaderTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly AnonymousPipeServerStream pipe = new(PipeDirection.Out);
    private readonly System.Text.StringBuilder text = new();

    public void Dispose() => pipe.Dispose();

    [Fact]
    public void A_fence_that_comes_too_late_is_not_taken_for_the_next_one()
    {
        var reader = Read();
        Assert.False(reader.WaitForFence(Short));
        pipe.Write("late|"u8);
        Assert.False(reader.WaitForFence(Short));
        pipe.Write("second|third|"u8);
        Assert.True(reader.WaitForFence(Long));
        Assert.False(reader.WaitForFence(Short));
    }

    [Fact]
    public void Everything_before_a_fence_is_told_before_the_wait_ends_also_where_the_fence_comes_in_pieces()
    {
        var reader = Read(fence: "<->");
        pipe.Write("하나"u8);
        pipe.Write("<"u8);
        pipe.Write("-"u8);
        pipe.Write("><둘<-"u8);
        Assert.True(reader.WaitForFence(Long));
        lock (text) Assert.StartsWith("하나", text.ToString(), StringComparison.Ordinal);
        pipe.Write(">"u8);
        Assert.True(reader.WaitForFence(Long));
        lock (text) Assert.Equal("하나<둘", text.ToString());
    }

    [Fact]
    public void What_is_in_the_pipe_is_told_before_the_wait_for_it_ends()
    {
        var told = 0;
        // Not disposed: the reader's thread waits there for ever.
        var there = new SemaphoreSlim(0);
        var readEnd = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        var input = 0;
        FencedReader reader = new(new(readEnd, milliseconds =>
        {
            if (milliseconds < 0) there.Wait();
            return milliseconds < 0 || Volatile.Read(ref input) > Volatile.Read(ref told);
        }), "|", part => Interlocked.Add(ref told, part.Length));
        reader.CatchUp(Long);
        for (var i = 1; i <= 100; i++)
        {
            pipe.Write("x"u8);
            Interlocked.Increment(ref input);
            there.Release();
            reader.CatchUp(Long);
            Assert.Equal(i, Volatile.Read(ref told));
        }
    }

    private FencedReader Read(string fence = "|") =>
        new(new(new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle), _ => true), fence, part =>
        {
            lock (text) text.Append(part);
        });
}
