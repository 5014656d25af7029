using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>What a fork of the server costs: the mappings that it copies.</summary>
public sealed class ForkTests
{
    [Fact]
    public async Task A_child_of_the_native_server_has_less_of_its_memory_than_fork_would_copy()
    {
        await using var server = await Variants.StartAsync(Variant.Native);
        // The first fork still copies all: what a child runs must have run once.
        using var first = await Client.ConnectAsync(server.Port);
        await first.EchoAsync("x");
        var firstChild = server.Children.Single();
        using var second = await Client.ConnectAsync(server.Port);
        await second.EchoAsync("x");
        var secondChild = server.Children.Single(pid => pid != firstChild);
        Assert.InRange(Mappings(secondChild), 1, Mappings(firstChild) * 9 / 10);
    }

    [Fact]
    public async Task The_native_server_needs_no_shared_libc_where_it_could_be_linked_statically()
    {
        if (!await CanLinkStaticallyAsync()) Assert.Skip("libc.a with _Fork is not on this machine; install libc6-dev");
        await using var server = await Variants.StartAsync(Variant.Native);
        Assert.DoesNotContain(File.ReadLines($"/proc/{server.Pid}/maps"), line => line.Contains("libc.so", StringComparison.Ordinal));
    }

    private static int Mappings(int pid) => File.ReadLines($"/proc/{pid}/maps").Count();

    private static async Task<bool> CanLinkStaticallyAsync()
    {
        const string source = "int _Fork(void); int main(void) { return _Fork(); }";
        using var cc = Process.Start(new ProcessStartInfo(
            Need.Program("cc", "install gcc"), ["-static", "-x", "c", "-o", "/dev/null", "-"])
        { RedirectStandardInput = true, RedirectStandardError = true })!;
        await cc.StandardInput.WriteAsync(source);
        cc.StandardInput.Close();
        await cc.StandardError.ReadToEndAsync();
        await cc.WaitForExitAsync();
        return cc.ExitCode == 0;
    }
}
