using System.Diagnostics;
using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>The server's stdout, where the program that reads it is slow.</summary>
public sealed class OutputTests
{
    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task A_line_for_which_a_non_blocking_stdout_has_no_room_is_written_when_it_has(Variant variant)
    {
        string[] command = [.. Variants.Command(variant), "0"];
        using var server = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        try
        {
            var port = 0;
            await Wait.UntilAsync(() => (port = PortOf(server.Id)) != 0, () => "the server listens", () => server.HasExited);
            var filled = FillStdout(server.Id);
            using var client = await Client.ConnectAsync(port);
            await Wait.UntilAsync(() => HasAccepted(server.Id), () => "the server accepts, and wants to say so");

            var output = server.StandardOutput;
            using var timeout = new CancellationTokenSource(RunningServer.Timeout);
            Assert.Equal(filled, await output.ReadBlockAsync(new char[filled], timeout.Token));
            Assert.Equal("new client connected...", await output.ReadLineAsync(timeout.Token));
            Assert.Equal("served", await client.EchoAsync("served"));
        }
        finally
        {
            // It ends its children; stdout is read on, so that it can say that.
            _ = kill(server.Id, SIGTERM);
            _ = await server.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Makes the pipe that is a process's stdout non-blocking and writes it full.</summary>
    /// <returns>The number of bytes.</returns>
    private static int FillStdout(int pid)
    {
        var process = (int)syscall(SYS_pidfd_open.Number, pid, 0, 0);
        var stdout = (int)syscall(SYS_pidfd_getfd.Number, process, STDOUT_FILENO, 0);
        if (stdout == -1) Assert.Skip($"pidfd_getfd is refused here: {Errno.Explain(errno)}");
        try
        {
            Assert.Equal(0, fcntl(stdout, F_SETFL, O_NONBLOCK));
            var filled = 0;
            while (write(stdout, "."u8, 1) == 1) filled++;
            Assert.Equal(EAGAIN, errno);
            return filled;
        }
        finally
        {
            _ = close(stdout);
            _ = close(process);
        }
    }

    private static int PortOf(int pid) =>
        DescriptorSnapshot.Take([pid]).Sockets.FirstOrDefault(s => s is { Protocol: "tcp", State: "LISTEN" })?.Local?.PortOrNull ?? 0;

    private static bool HasAccepted(int pid) =>
        DescriptorSnapshot.Take([pid], children: true).Sockets.Any(s => s is { Protocol: "tcp", State: "ESTABLISHED" });
}
