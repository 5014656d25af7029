using System.Text;
using EchoNotebooks.Engine.Session;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Running;

/// <summary>What a kernel wrote to its descriptors 1 and 2 and did not read any more.</summary>
internal sealed class UnreadStreams(UnreadPipe output, UnreadPipe error) : IUnreadOutput
{
    public static UnreadStreams? Of(int pid)
    {
        var output = UnreadPipe.Of(pid, 1);
        var error = UnreadPipe.Of(pid, 2);
        if (output is not null && error is not null) return new UnreadStreams(output, error);
        output?.Dispose();
        error?.Dispose();
        return null;
    }

    public (string Output, string Error) Read() => (Encoding.UTF8.GetString(output.ReadAll()), Encoding.UTF8.GetString(error.ReadAll()));

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }
}
