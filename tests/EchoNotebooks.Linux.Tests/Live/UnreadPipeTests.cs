using System.Diagnostics;
using System.Text;

namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>What a process wrote into a pipe before it died.</summary>
public class UnreadPipeTests
{
    [Fact]
    public async Task What_a_process_wrote_is_there_after_its_death_and_only_once()
    {
        using var writer = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read go; echo 끝"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var unread = UnreadPipe.Of(writer.Id, 1)!;
        Assert.Empty(unread.ReadAll());
        await writer.StandardInput.WriteLineAsync();
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("끝\n", Encoding.UTF8.GetString(unread.ReadAll()));
        Assert.Empty(unread.ReadAll());
    }

    [Fact]
    public void A_process_or_descriptor_that_does_not_exist_has_none()
    {
        Assert.Null(UnreadPipe.Of(int.MaxValue, 1));
        Assert.Null(UnreadPipe.Of(Environment.ProcessId, 100_000));
    }
}
