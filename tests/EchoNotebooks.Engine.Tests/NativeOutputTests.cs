using System.IO.Pipes;
using EchoNotebooks.Engine.Run;

namespace EchoNotebooks.Engine.Tests;

/// <summary>The output of programs, divided by a fence after each cell.</summary>
public sealed class NativeOutputTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_fence_that_comes_too_late_is_not_taken_for_the_next_one(bool onOwnThread)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        await using var output = new NativeOutput(new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle), "|", _ => { }, onOwnThread);
        Assert.False(await NextAsync(Short));
        pipe.Write("late|"u8);
        Assert.False(await NextAsync(Short));
        pipe.Write("second|third|"u8);
        Assert.True(await NextAsync(Long));
        Assert.False(await NextAsync(Short));
        pipe.Dispose();

        Task<bool> NextAsync(TimeSpan patience) => onOwnThread ? Task.FromResult(output.WaitForFence(patience)) : output.NextFence(patience);
    }
}
