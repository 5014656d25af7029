using System.Diagnostics;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>A file that whoever reads it waits for without end (fifo(7)).</summary>
public static class Fifo
{
    /// <summary>Makes one at each path with mkfifo(1).</summary>
    public static void Make(params string[] paths)
    {
        using var made = Process.Start(Need.Program("mkfifo", "install coreutils"), paths);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
